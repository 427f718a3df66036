/// How much `aircache bench` may ask for.
package enum ReadBenchmarkLimits {
    /// Measured calls to Airtable for each question, unless told otherwise: enough for a median.
    package static let airtableCalls = 10
    /// The most that may be asked for: two questions of 100 calls are a fifth of a free month.
    package static let mostAirtableCalls = 100
    /// From the start of one call to Airtable to the next. Airtable takes five a second for a base;
    /// a server that syncs the same base meanwhile needs its share.
    package static let airtablePause = Duration.milliseconds(500)
    /// Measured calls to a running Aircache for each question.
    package static let aircacheCalls = 300
    /// The longest time for one answer.
    package static let answerTimeout = Duration.seconds(30)
    /// Calls besides the measured ones: the bases, the schema, and a page to take ids from, which
    /// opens the connection as well.
    package static let preparingCalls = 3
}

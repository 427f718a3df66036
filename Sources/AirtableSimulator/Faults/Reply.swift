import AirtableAPI

/// What the simulator does with a request: the answer, and how it gets to the client, if it does.
///
/// In process and on a socket the same reply is carried out by different means.
struct Reply: Sendable {
    enum Delivery: Sendable, Equatable {
        case whole
        /// The body in pieces, with a pause before each.
        case drip(pieces: Int, pause: Duration)
        /// The connection breaks in place of an answer.
        case reset
        /// Nothing comes.
        case silence
    }

    var response: AirtableResponse
    var delivery = Delivery.whole
    /// Before the first byte.
    var delay = Duration.zero
}

/// The steps of a rebuild after which a crash leaves a state with a name. Tests stop there.
package enum RebuildStep: String, CaseIterable, Sendable {
    /// The number is taken, the last standby is gone; no file yet.
    case begun
    /// The standby's file and tables exist.
    case created
    /// A page of records is in.
    case inserted
    /// All records are in; no index yet.
    case filled
    /// Indexes are made.
    case indexed
    /// Counts and structure were checked.
    case verified
    /// Late changes and the description are written.
    case described
    /// The file is on the disk.
    case synchronized
    /// The standby serves.
    case switched
}

/// How a store behaves.
package struct StoreOptions: Sendable {
    /// Called after each step of a rebuild: the fault hook of Storage.
    package var afterStep: @Sendable (RebuildStep) -> Void
    /// Called after each step of applying a change set.
    package var afterApplyStep: @Sendable (ApplyStep) -> Void
    /// Called after each step of storing an attachment.
    package var afterBlobStep: @Sendable (BlobStep) -> Void = { _ in }

    package init(
        afterStep: @escaping @Sendable (RebuildStep) -> Void = { _ in },
        afterApplyStep: @escaping @Sendable (ApplyStep) -> Void = { _ in }
    ) {
        self.afterStep = afterStep
        self.afterApplyStep = afterApplyStep
    }
}

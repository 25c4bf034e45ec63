import ForgeTraining

/// Where a training stands.
package enum TrainingState: String, Sendable, Codable, CaseIterable {
    /// Some process computes it now.
    case running
    /// Its adapter is there.
    case finished
    /// Somebody ended it; it can go on.
    case stopped
    /// Its process is gone; it can go on.
    case interrupted
    case failed

    init(_ folder: RunFolder, _ record: RunRecord?) {
        self =
            if folder.isRunning {
                .running
            } else if folder.isFinished {
                .finished
            } else {
                switch record?.phase {
                case .failed: .failed
                case .stopped: .stopped
                default: .interrupted
                }
            }
    }

    package var canContinue: Bool { [.stopped, .interrupted, .failed].contains(self) }
}

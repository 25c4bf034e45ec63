import ForgeCore

/// How far a pull is.
package struct PullProgress: Sendable, Hashable {
    package enum Phase: String, Sendable, Hashable {
        /// Another process pulls the same file.
        case waiting
        case connecting, downloading, uploading, unpacking, verifying, done
        /// A failed attempt or source; `message` says which and what follows.
        case retrying
    }

    package var file: String
    /// Bytes there are, those of an earlier attempt included.
    package var received: Int
    /// Nil while it is not known.
    package var total: Int?
    /// Bytes per second since the attempt began; 0 while it is not known.
    package var rate: Double
    package var phase: Phase
    package var message: String?

    package init(
        file: String, received: Int = 0, total: Int? = nil, rate: Double = 0, phase: Phase, message: String? = nil
    ) {
        self.file = file
        self.received = received
        self.total = total
        self.rate = rate
        self.phase = phase
        self.message = message
    }

    /// A failed attempt that is repeated after `pause` seconds.
    static func retrying(
        _ file: String, after error: CatalogueError, pause: Double, received: Int = 0, total: Int? = nil
    ) -> PullProgress {
        let reason = [error.message, error.cause].compactMap { $0 }.joined(separator: " ")
        let seconds = (pause * 10).rounded() / 10
        return PullProgress(
            file: file, received: received, total: total, phase: .retrying,
            message: "\(reason); trying again in \(seconds) s")
    }
}

package typealias ProgressHandler = @Sendable (PullProgress) -> Void

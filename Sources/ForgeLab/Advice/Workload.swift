/// What somebody wants to have answered, as far as it decides how to serve it.
package struct Workload: Sendable, Codable, Hashable {
    package enum Device: String, Sendable, Codable, CaseIterable {
        /// This machine's processor.
        case cpu
        /// A server of models with a graphics card.
        case server
    }

    /// Questions to be answered.
    package var queries: Int
    /// Share of the prompts' tokens that prompts before them began with, 0 to 1; nil for that of the measured sample.
    package var reuse: Double?
    /// Bytes of memory that it may take; nil for no bound.
    package var memory: Int?
    package var device: Device
    /// Whether somebody waits for each answer, so that questions come one at a time.
    package var isInteractive: Bool
    /// Label of a method in the matrix; nil for its first.
    package var method: String?

    package init(
        queries: Int = 1000, reuse: Double? = nil, memory: Int? = nil, device: Device = .cpu,
        isInteractive: Bool = false, method: String? = nil
    ) {
        self.queries = queries
        self.reuse = reuse
        self.memory = memory
        self.device = device
        self.isInteractive = isInteractive
        self.method = method
    }

    /// From this share on prompts are said to share contexts.
    static let sharedReuse = 0.2
}

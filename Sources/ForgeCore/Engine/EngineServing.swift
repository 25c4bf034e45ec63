/// How an engine puts requests together.
package enum BatchingStyle: String, Sendable, Codable, CaseIterable {
    /// Requests join the running batch at the next step and leave it when they are done.
    case continuous
    /// A batch is filled, padded to its longest member in prompt and output, and ends as a whole: the usual loop over a
    /// data set, here to compare with.
    case `static`
    /// One request at a time.
    case sequential

    /// Requests at a time where none are named; nil for as many as the engine has sequences.
    package var defaultLimit: Int? {
        switch self {
        case .continuous: nil
        case .static: 8
        case .sequential: 1
        }
    }
}

/// Whether tokens are guessed and verified several at a time.
package enum SpeculationStyle: String, Sendable, Codable, CaseIterable {
    /// Prompt lookup where it changes no answer, and only while it is expected to be faster.
    case auto
    case off
    /// What followed the same words before, in prompt or output, is guessed to follow again, whatever it costs.
    case promptLookup = "prompt-lookup"
}

/// How an engine serves its requests, for provenance.
package struct EngineServing: Sendable, Codable, Hashable {
    package var batching: BatchingStyle
    /// Requests at a time.
    package var batch: Int
    /// Greedy answers do not depend on what else is computed.
    package var isReproducible: Bool
    package var speculation: SpeculationStyle
    /// Whether requests take over what others computed.
    package var sharesPrefixes: Bool
    /// Bytes that prefixes may take beside the sequences' own memory.
    package var prefixBytes: Int

    package init(
        batching: BatchingStyle, batch: Int, isReproducible: Bool, speculation: SpeculationStyle,
        sharesPrefixes: Bool, prefixBytes: Int
    ) {
        self.batching = batching
        self.batch = batch
        self.isReproducible = isReproducible
        self.speculation = speculation
        self.sharesPrefixes = sharesPrefixes
        self.prefixBytes = prefixBytes
    }
}

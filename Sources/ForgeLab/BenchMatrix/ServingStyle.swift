/// The ways of serving that a benchmark matrix knows by name.
package enum ServingStyle: String, Sendable, Codable, Hashable, CaseIterable {
    /// One question at a time, nothing kept: what the others are compared with.
    case sequential
    /// Padded batches that end as a whole.
    case `static`
    /// Questions join and leave the running batch; nothing is kept between them.
    case batched
    /// The same with the prefix cache.
    case cached
    /// The same with tokens guessed ahead, while that is expected to be faster.
    case speculative
    /// A server that runs the model.
    case remote

    /// As tables and sentences call it.
    package var title: String {
        switch self {
        case .sequential: "Sequential"
        case .static: "Static batches"
        case .batched: "Batched"
        case .cached: "Cached"
        case .speculative: "Guessing"
        case .remote: "Remote server"
        }
    }

    /// What one gives for it.
    package var cost: String {
        switch self {
        case .sequential: "nothing: what the others are compared with"
        case .static: "padding is computed for nobody; each answer waits for the longest of its batch"
        case .batched: "memory for every sequence; each answer takes longer while others run"
        case .cached: "main memory for prefixes"
        case .speculative: "wrong guesses are computed for nothing"
        case .remote: "another machine or process; answers repeat only as far as it repeats itself"
        }
    }

    /// Those of a config that names none: all that need no server, except guessing.
    static let standard: [ServingStyle] = [.sequential, .static, .batched, .cached]

    /// Keys of the config's section `engine`, as they would be written.
    ///
    /// Every cell starts cold, or its times would depend on the cells before it.
    func engine(batch: Int) -> [(key: String, value: String)] {
        let alone = [("prefix_cache", "false"), ("speculation", "off"), ("cold_start", "true")]
        return switch self {
        case .sequential: [("batching", "sequential")] + alone
        case .static: [("batching", "static"), ("batch", "\(batch)")] + alone
        case .batched: [("batching", "continuous")] + alone
        case .cached:
            [
                ("batching", "continuous"), ("prefix_cache", "true"), ("speculation", "off"), ("cold_start", "true"),
            ]
        case .speculative:
            [
                ("batching", "continuous"), ("prefix_cache", "true"), ("speculation", "auto"), ("cold_start", "true"),
            ]
        case .remote: []
        }
    }

    /// Questions in flight. One for sequential, so that its latencies hold no waiting.
    func concurrency(batch: Int) -> Int { self == .sequential ? 1 : batch }

    /// Keys of `engine` that a matrix sets itself.
    static let keys = ["batching", "batch", "prefix_cache", "prefix_cache_mb", "speculation", "cold_start"]
}

/// What a benchmark matrix asks for: every method served in every way, on the same questions.
package struct BenchMatrixPlan: Sendable, Hashable {
    /// A method, with an adapter perhaps.
    package struct Method: Sendable, Codable, Hashable {
        package var label: String
        /// The method's name in configs.
        package var name: String
        package var adapter: String?
    }

    /// A way of serving.
    package struct Serving: Sendable, Codable, Hashable {
        package var label: String
        /// Nil for settings of the config's own.
        package var style: ServingStyle?
        /// Questions in flight.
        package var concurrency: Int
        package var engine: EngineConfig

        package var title: String { style.map { $0.rawValue == label ? $0.title : label } ?? label }
        package var isRemote: Bool { engine.server != nil }
    }

    /// One method served in one way, once.
    package struct Cell: Sendable, Hashable {
        package var method: String
        package var serving: String
        /// From 1.
        package var turn: Int
        package var config: ExperimentConfig
    }

    package struct Omission: Sendable, Codable, Hashable {
        package var method: String
        package var serving: String
        package var reason: String
    }

    package var name: String
    package var summary: String?
    package var repeats: Int
    /// Questions at a time of the ways that batch.
    package var batch: Int
    package var methods: [Method]
    package var servings: [Serving]
    /// In the order in which they run: repeats outermost, so that a machine that becomes slower hits all alike; then
    /// servings, so that methods share a loaded engine.
    package var cells: [Cell]
    /// Combinations that cannot be had.
    package var omissions: [Omission]
    /// The text as it was read.
    package var source: String
    package var warnings: [ConfigDiagnostic]

    /// The label of what others are compared with: sequential, or the first way of serving.
    package var baseline: String {
        (servings.first { $0.style == .sequential } ?? servings.first)?.label ?? ServingStyle.sequential.rawValue
    }

    /// The experiments of all cells.
    package var experiments: ExperimentPlan {
        ExperimentPlan(name: name, experiments: cells.map(\.config), source: source, warnings: warnings)
    }
}

/// What a command line adds to a config.
package struct BenchMatrixAdditions: Sendable, Hashable {
    /// An adapter, which adds the method `dpo`: naive prompting of the model with it.
    package var adapter: String?
    /// A server, which adds the way `remote`.
    package var server: ServerConfig?

    package init(adapter: String? = nil, server: ServerConfig? = nil) {
        self.adapter = adapter
        self.server = server
    }
}

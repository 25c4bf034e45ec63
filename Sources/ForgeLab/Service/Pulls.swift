package import ForgeCatalogue
private import ForgeCore

/// A download in the background of a server, as it stands.
package struct PullState: Sendable, Codable, Hashable {
    package enum Subject: String, Sendable, Codable { case model, dataset }

    package var subject: Subject
    package var name: String
    /// Of a data set; nil for its default split and for models.
    package var split: String?
    /// `PullProgress.Phase`, or `failed`.
    package var phase: String
    /// Bytes.
    package var received: Int
    package var total: Int?
    /// Bytes per second; 0 while it is not known.
    package var rate: Double
    package var message: String?

    package var isFinished: Bool { phase == "done" || phase == "failed" }
}

/// Downloads that a server makes on request, one of each thing at a time. They are told as `pull` events and continue
/// where they stopped when they are asked for again.
package actor Pulls {
    private let models: ModelLibrary
    private let datasets: DatasetLibrary
    private let events: LiveEvents
    private var current: [PullState] = []

    package init(models: ModelLibrary, datasets: DatasetLibrary, events: LiveEvents) {
        self.models = models
        self.datasets = datasets
        self.events = events
    }

    /// The downloads under way and those that ended since the start.
    package var states: [PullState] { current }

    /// Works off what is asked for until the calling task is cancelled.
    package func run() async throws {
        // PART: lab
        try await Task.sleep(for: .seconds(1_000_000_000))
    }

    /// - Throws: not found for a name that is not in the catalogue.
    package func start(model name: String) async throws -> PullState {
        _ = try models.info(name)
        throw LabError(.unavailable, "pull.missing", "not built yet")
    }

    package func start(dataset name: String, split: String?) async throws -> PullState {
        _ = try datasets.info(name)
        throw LabError(.unavailable, "pull.missing", "not built yet")
    }
}

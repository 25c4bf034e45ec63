package import ForgeCatalogue

/// Downloads that a server makes on request, one of each thing at a time. They are told as `pull` events and continue
/// where they stopped when they are asked for again.
package actor Pulls {
    private let models: ModelLibrary
    private let datasets: DatasetLibrary
    private let encoders: EncoderLibrary
    private let events: LiveEvents
    private var watches: [PullWatch] = []
    private let (requests, request) = AsyncStream<PullWatch>.makeStream()

    package init(models: ModelLibrary, datasets: DatasetLibrary, encoders: EncoderLibrary, events: LiveEvents) {
        self.encoders = encoders
        self.models = models
        self.datasets = datasets
        self.events = events
    }

    /// The downloads under way and those that ended since the start, in the order in which they were asked for.
    package var states: [PullState] { watches.map(\.state) }

    /// Works off what is asked for until the calling task is cancelled.
    package func run() async throws {
        await withDiscardingTaskGroup { group in
            for await watch in requests { group.addTask { await self.pull(watch) } }
        }
    }

    /// Asks for a model. One that is being pulled already goes on; one that is there is done at once.
    ///
    /// - Throws: not found for a name that is not in the catalogue.
    package func start(model name: String) async throws -> PullState {
        start(PullState(.model, try models.info(name).entry.name))
    }

    /// - Throws: not found for a name that is not in the catalogue.
    package func start(encoder name: String) async throws -> PullState {
        start(PullState(.encoder, try encoders.info(name).entry.name))
    }

    /// - Parameter split: nil for the default one.
    /// - Throws: not found for a data set or split that is not in the catalogue.
    package func start(dataset name: String, split: String?) async throws -> PullState {
        let entry = try datasets.info(name).entry
        let chosen = try entry.split(split).name
        let isDefault = chosen == entry.splits.first?.name
        return start(PullState(.dataset, entry.name, split: isDefault ? nil : chosen))
    }

    private func start(_ state: PullState) -> PullState {
        if let index = watches.firstIndex(where: { $0.state.isSame(as: state) }) {
            guard watches[index].state.isFinished else { return watches[index].state }
            watches.remove(at: index)
        }
        let watch = PullWatch(state, events: events)
        watches.append(watch)
        request.yield(watch)
        return state
    }

    private nonisolated func pull(_ watch: PullWatch) async {
        await watch.publish {
            let state = watch.state
            switch state.subject {
            case .model: _ = try await self.models.pull(state.name, progress: watch.take)
            case .encoder: _ = try await self.encoders.pull(state.name, progress: watch.take)
            case .dataset:
                _ = try await self.datasets.pull(state.name, split: state.split, progress: watch.take)
            }
        }
    }
}

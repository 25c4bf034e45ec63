private import ForgeCatalogue
package import ForgeCore

/// The engines in memory, shared by all who need them: the queue, the playground.
///
/// At most `capacity` are loaded at once. An engine that nobody uses stays until its place is needed.
package actor EnginePool {
    private let load: EngineProvider
    private let capacity: Int
    private var places: [Place] = []

    private struct Place {
        var specification: EngineSpecification
        var engine: any Engine
        var users: Int
    }

    package init(capacity: Int = 1, load: @escaping EngineProvider) {
        self.capacity = max(1, capacity)
        self.load = load
    }

    /// Runs `body` with an engine for this specification, loading it when it is not there.
    ///
    /// - Throws: conflict when every place is in use by another model; the provider's error.
    package func withEngine<Result: Sendable>(
        _ specification: EngineSpecification, _ body: @Sendable (any Engine) async throws -> Result
    ) async throws -> Result {
        let engine = try await take(specification)
        do {
            let result = try await body(engine)
            giveBack(specification)
            return result
        } catch {
            giveBack(specification)
            throw error
        }
    }

    /// What is loaded, for health checks.
    package var loaded: [EngineInfo] { places.map(\.engine.info) }

    package func shutdown() async {
        let engines = places.map(\.engine)
        places = []
        for engine in engines { await engine.shutdown() }
    }

    private func take(_ specification: EngineSpecification) async throws -> any Engine {
        if let index = places.firstIndex(where: { $0.specification == specification }) {
            places[index].users += 1
            return places[index].engine
        }
        if places.count >= capacity {
            guard let idle = places.firstIndex(where: { $0.users == 0 }) else {
                throw LabError(
                    .conflict, "engine.busy",
                    "\(places.map(\.specification.model.name).joined(separator: ", ")) is in use and no place is left for "
                        + "\(specification.model.name).",
                    remedy: "wait for the running experiment, use the same model, or start with more places: "
                        + "forge serve --models \(capacity + 1)")
            }
            await places.remove(at: idle).engine.shutdown()
        }
        let engine = try await load(specification)
        places.append(Place(specification: specification, engine: engine, users: 1))
        return engine
    }

    private func giveBack(_ specification: EngineSpecification) {
        guard let index = places.firstIndex(where: { $0.specification == specification }) else { return }
        places[index].users -= 1
    }
}

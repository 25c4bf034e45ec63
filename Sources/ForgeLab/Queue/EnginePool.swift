private import ForgeCatalogue
package import ForgeCore

/// A model in memory, or on its way there, as health checks show it.
package struct EngineState: Sendable, Codable, Hashable {
    package enum Phase: String, Sendable, Codable { case loading, loaded }

    package var model: String
    package var phase: Phase
    /// Experiments and playground requests that use it now.
    package var users: Int
    /// Bytes of weights; nil while it is not known.
    package var memory: Int?
    /// Tokens that one sequence may hold; nil while it is loading.
    package var contextLength: Int?
    package var parallelSequences: Int
    package var device: String?
}

/// The engines in memory, shared by all who need them: the queue, the playground.
///
/// At most `capacity` are loaded at once. An engine that nobody uses stays until its place is needed. Those who want the
/// same model at the same time share one load.
package actor EnginePool {
    /// What to do when every place is in use by another model.
    package enum WhenFull: Sendable {
        /// Until a place is free.
        case wait
        /// Fail at once with a conflict.
        case fail
    }

    /// Which loaded engines will do.
    package enum Sharing: Sendable {
        case sameSettings
        /// Any of the same model file.
        case sameModel
    }

    private let load: EngineProvider
    private var places: EnginePlaces
    private var engines: [Int: any Engine] = [:]
    private var isClosed = false
    private let changes = Changes()

    package init(capacity: Int = 1, load: @escaping EngineProvider) {
        places = EnginePlaces(capacity: capacity)
        self.load = load
    }

    /// Runs `body` with a pool of one place, which is closed after it.
    package static func using<Result>(
        _ load: @escaping EngineProvider, _ body: (EnginePool) async throws -> Result
    ) async throws -> Result {
        let pool = EnginePool(load: load)
        do {
            let result = try await body(pool)
            await pool.shutdown()
            return result
        } catch {
            await pool.shutdown()
            throw error
        }
    }

    /// Runs `body` with an engine for this specification, loading it when it is not there.
    ///
    /// - Throws: conflict when every place is in use by another model and it is not to wait, or after `shutdown`; the
    ///   provider's error; `CancellationError`.
    package func withEngine<Result: Sendable>(
        _ specification: EngineSpecification, sharing: Sharing = .sameSettings, whenFull: WhenFull = .wait,
        _ body: @Sendable (any Engine) async throws -> Result
    ) async throws -> Result {
        let (id, engine) = try await take(specification, sharing: sharing, whenFull: whenFull)
        defer { giveBack(id) }
        try Task.checkCancellation()
        return try await body(engine)
    }

    /// What is loaded or being loaded.
    package var states: [EngineState] {
        places.places.map { place in
            let info = engines[place.id]?.info
            return EngineState(
                model: place.specification.model.name, phase: place.isLoaded ? .loaded : .loading, users: place.users,
                memory: info?.modelBytes, contextLength: info.flatMap { $0.contextLength > 0 ? $0.contextLength : nil },
                parallelSequences: info?.parallelSequences ?? place.specification.parallelSequences,
                device: info?.device)
        }
    }

    /// What is loaded, for provenance and health checks.
    package var loaded: [EngineInfo] { places.places.compactMap { engines[$0.id]?.info } }

    /// Refuses new users, waits for those there are, and frees all models.
    package func shutdown() async {
        isClosed = true
        changes.tell()
        while places.places.contains(where: { $0.users > 0 }) {
            let seen = changes.count
            if places.places.contains(where: { $0.users > 0 }) { await changes.wait(after: seen) }
            // A cancelled task does not wait; what is in use then is left to its users.
            if Task.isCancelled { break }
        }
        let idle = places.places.filter { $0.users == 0 }.map(\.id)
        for id in idle { await unload(id) }
    }

    private func unload(_ id: Int) async {
        places.remove(id)
        await engines.removeValue(forKey: id)?.shutdown()
    }

    // MARK: Taking

    private func take(
        _ specification: EngineSpecification, sharing: Sharing, whenFull: WhenFull
    ) async throws -> (id: Int, engine: any Engine) {
        while true {
            try Task.checkCancellation()
            guard !isClosed else { throw Self.closed }
            let seen = changes.count
            switch places.request(specification, anySettings: sharing == .sameModel) {
            case .use(let id):
                if let engine = engines[id] { return (id, engine) }
                giveBack(id)
            case .load(let id, let evicted): return (id, try await load(specification, into: id, evicting: evicted))
            case .waitForLoad: await changes.wait(after: seen)
            case .full:
                guard whenFull == .wait else { throw busy(specification) }
                await changes.wait(after: seen)
            }
        }
    }

    /// Its place is taken already, so that nobody else loads the same meanwhile.
    private func load(
        _ specification: EngineSpecification, into id: Int, evicting evicted: Int?
    ) async throws -> any Engine {
        defer { changes.tell() }
        if let evicted { await engines.removeValue(forKey: evicted)?.shutdown() }
        do {
            let engine = try await load(specification)
            engines[id] = engine
            places.loaded(id)
            return engine
        } catch {
            places.remove(id)
            throw error
        }
    }

    private func giveBack(_ id: Int) {
        places.giveBack(id)
        changes.tell()
    }

    // MARK: Errors

    private func busy(_ wanted: EngineSpecification) -> LabError {
        let names = Set(places.places.map(\.specification.model.name)).sorted().joined(separator: ", ")
        return LabError(
            .conflict, "engine.busy", "There is no place in memory for \(wanted.model.name): \(names) is in use.",
            remedy: "Wait for the running experiment, use the same model, or start with more places: "
                + "forge serve --models \(places.capacity + 1)")
    }

    private static let closed = LabError(
        .unavailable, "engine.closed", "The server is being ended.", remedy: "Try again after its next start.")
}

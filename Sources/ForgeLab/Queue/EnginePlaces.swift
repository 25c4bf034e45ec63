import ForgeCatalogue
import ForgeCore

/// Who uses which of the places for models, as a state machine: it decides, the pool loads and waits.
struct EnginePlaces: Sendable {
    /// What a request for an engine has to do next.
    enum Decision: Hashable {
        /// The engine of this place is there and counts one more user.
        case use(Int)
        /// Load it into this new place, after the engine of the other one was shut down.
        case load(Int, evicting: Int?)
        /// Somebody loads it right now: ask again after the next change.
        case waitForLoad
        /// Every place is in use by other models.
        case full
    }

    struct Place: Hashable {
        let id: Int
        var specification: EngineSpecification
        var users: Int
        var isLoaded: Bool
    }

    let capacity: Int
    private(set) var places: [Place] = []
    private var nextID = 0

    init(capacity: Int) { self.capacity = max(1, capacity) }

    /// - Parameter anySettings: any engine of the same model file will do.
    mutating func request(_ wanted: EngineSpecification, anySettings: Bool) -> Decision {
        if let index = index(of: wanted, anySettings: anySettings) {
            guard places[index].isLoaded else { return .waitForLoad }
            places[index].users += 1
            return .use(places[index].id)
        }
        guard places.count >= capacity else { return .load(add(wanted), evicting: nil) }
        // The one that has been idle longest stands first: places that are given back move to the end.
        guard let idle = places.firstIndex(where: { $0.users == 0 && $0.isLoaded }) else { return .full }
        let evicted = places.remove(at: idle).id
        return .load(add(wanted), evicting: evicted)
    }

    mutating func loaded(_ id: Int) {
        change(id) { $0.isLoaded = true }
    }

    /// Frees a place: its load failed, or its engine is to be shut down.
    mutating func remove(_ id: Int) { places.removeAll { $0.id == id } }

    mutating func giveBack(_ id: Int) {
        guard let index = places.firstIndex(where: { $0.id == id }) else { return }
        var place = places.remove(at: index)
        place.users -= 1
        places.append(place)
    }

    private func index(of wanted: EngineSpecification, anySettings: Bool) -> Int? {
        places.firstIndex { $0.specification == wanted }
            ?? (anySettings ? places.firstIndex { $0.specification.model.isSameFile(as: wanted.model) } : nil)
    }

    private mutating func add(_ specification: EngineSpecification) -> Int {
        defer { nextID += 1 }
        places.append(Place(id: nextID, specification: specification, users: 1, isLoaded: false))
        return nextID
    }

    private mutating func change(_ id: Int, _ change: (inout Place) -> Void) {
        guard let index = places.firstIndex(where: { $0.id == id }) else { return }
        change(&places[index])
    }
}

extension EngineModel {
    /// Of a file, whatever it is called. A server is meant by its whole configuration.
    fileprivate func isSameFile(as other: EngineModel) -> Bool {
        guard case .file(let mine) = self, case .file(let others) = other else { return false }
        return mine.url == others.url && mine.sha256 == others.sha256
    }
}

import HTTPTypes

/// Which role a request needs: endpoints say it themselves, pages and their forms here. What nobody says is for viewers when it
/// only reads, and for admins when it changes anything.
struct RoleTable: Sendable {
    private let roles: [String: Role]

    init(_ endpoints: [Endpoint]) {
        roles = Self.pages.merging(
            endpoints.map { (Self.key($0.method, $0.path), $0.role) }, uniquingKeysWith: { _, endpoint in endpoint })
    }

    /// - Parameter path: with parameters in braces, as the route has it.
    func role(_ method: HTTPRequest.Method, _ path: String) -> Role {
        let isReading = [.get, .head, .options].contains(method)
        return roles[Self.key(method == .head ? .get : method, path)] ?? (isReading ? .viewer : .admin)
    }

    static func key(_ method: HTTPRequest.Method, _ path: String) -> String { "\(method.rawValue) \(path)" }

    /// Every form, and the pages that are of use to nobody who may not send their form.
    static let pages: [String: Role] = [
        "POST /login": .viewer, "POST /logout": .viewer,
        "POST /experiments/new/check": .viewer,
        "GET /experiments/new": .runner, "POST /experiments": .runner,
        "POST /experiments/{id}/run": .runner, "POST /experiments/{id}/resume": .runner,
        "POST /experiments/{id}/stop": .runner, "POST /experiments/{id}/clone": .runner,
        "GET /experiments/{id}/edit": .runner, "POST /experiments/{id}/edit": .runner,
        "GET /experiments/{id}/rescore": .runner, "POST /experiments/{id}/rescore": .runner,
        "POST /experiments/{id}/delete": .admin, "POST /experiments/{id}/restore": .admin,
        "POST /models/{name}/pull": .admin, "POST /encoders/{name}/pull": .admin,
        "POST /datasets/{name}/pull": .admin,
        "GET /new/knowledge-base": .runner, "POST /new/knowledge-base": .runner,
        "POST /knowledge-bases/{name}/ingest": .runner, "POST /knowledge-bases/{name}/stop": .runner,
        "GET /knowledge-bases/{name}/delete": .admin, "POST /knowledge-bases/{name}/delete": .admin,
        "GET /votes/new": .runner, "POST /votes/new": .runner,
        "GET /votes/{id}/ballot": .runner, "POST /votes/{id}/ballot": .runner, "POST /votes/{id}/undo": .runner,
        "POST /votes/{id}/close": .runner, "POST /votes/{id}/delete": .admin, "POST /votes/{id}/restore": .admin,
        "GET /new/training": .runner, "POST /new/training": .runner,
        "POST /trainings/{name}/stop": .runner, "POST /trainings/{name}/continue": .runner,
        "GET /trainings/{name}/delete": .admin, "POST /trainings/{name}/delete": .admin,
        "POST /pairs-marks": .runner,
        "GET /playground": .runner, "POST /playground": .runner,
    ]
}

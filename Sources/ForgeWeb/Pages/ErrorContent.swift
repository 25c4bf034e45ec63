/// What the page of an error shows: what went wrong, and the ways on.
struct ErrorContent: Sendable {
    let status: Int
    let title: String
    let detail: String?
    let remedy: String?
    let errors: [Problem.Finding]?
    let actions: [Notice.Action]

    private static let places = [
        "/experiments": "All experiments", "/models": "All models", "/datasets": "All data sets",
        KnowledgeLink.list: "All knowledge bases", TrainingLink.list: "All trainings", TrainingLink.pairs: "All pairs",
        VoteLink.list: "All votes", BenchmarkLink.list: "All benchmarks", "/compare": "Compare",
        "/playground": "Playground",
    ]

    /// - Parameter path: of the page that was asked for.
    init(_ problem: Problem, path: String) {
        let advice = PageRemedy(problem.remedy)
        status = problem.status
        title = problem.title
        detail = problem.detail
        remedy = advice.text
        errors = problem.errors
        let place = "/" + (path.split(separator: "/").first ?? "")
        let own = Self.places[place].map { [Notice.Action(name: $0, path: place)] } ?? []
        var actions: [Notice.Action] = []
        for action in advice.actions + own + [.init(name: "Dashboard", path: "/")]
        where !actions.contains(where: { $0.path == action.path }) {
            actions.append(action)
        }
        self.actions = actions
    }
}

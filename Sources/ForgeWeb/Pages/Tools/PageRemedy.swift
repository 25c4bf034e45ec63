/// A remedy as a page tells it: where it names a command of the terminal, a link to the page that does the same.
struct PageRemedy {
    /// Nil when the links say it all.
    let text: String?
    let actions: [Notice.Action]

    /// A remedy that has no more words than this beside its commands says nothing that the links do not.
    private static let fewWords = 6
    private static var command: Regex<(Substring, Substring, Substring)> { /`?forge ([a-z]+)([^`.;]*)`?/ }

    init(_ remedy: String?) {
        guard let remedy else {
            (text, actions) = (nil, [])
            return
        }
        var actions: [Notice.Action] = []
        for match in remedy.matches(of: Self.command) {
            let words = match.output.2.split(separator: " ").map(String.init).filter { !$0.hasPrefix("-") }
            if let action = Self.action(String(match.output.1), words),
                !actions.contains(where: { $0.path == action.path })
            {
                actions.append(action)
            }
        }
        self.actions = actions
        let rest = remedy.replacing(Self.command, with: "").split(whereSeparator: \.isWhitespace)
            .filter { $0.contains(where: \.isLetter) }
        text = !actions.isEmpty && rest.count <= Self.fewWords ? nil : remedy
    }

    private static func action(_ command: String, _ words: [String]) -> Notice.Action? {
        let name = words.count > 1 ? words[1] : nil
        switch (command, words.first) {
        case ("list", _): return .init(name: "All experiments", path: "/experiments")
        case ("run", _): return .init(name: "New experiment", path: "/experiments/new")
        case ("compare", _): return .init(name: "Compare", path: "/compare")
        case ("resume", let id?), ("rescore", let id?), ("show", let id?):
            return id == "ID" ? nil : .init(name: "Open the experiment", path: PageLink.experiment(id))
        case ("models", let verb?) where ["list", "pull"].contains(verb):
            return name.map { .init(name: "Open the model \($0)", path: PageLink.model($0)) }
                ?? .init(name: "All models", path: "/models")
        case ("encoders", _): return .init(name: "All models and encoders", path: EncoderView.section)
        case ("datasets", let verb?) where ["list", "pull"].contains(verb):
            return name.map { .init(name: "Open the data set \($0)", path: PageLink.dataset($0)) }
                ?? .init(name: "All data sets", path: "/datasets")
        case ("train", "list"): return .init(name: "All trainings", path: TrainingLink.list)
        case ("kb", "create"): return .init(name: "New knowledge base", path: KnowledgeLink.new)
        case ("kb", "list"): return .init(name: "All knowledge bases", path: KnowledgeLink.list)
        case ("bench", let verb?) where ["matrix", "memory", "results"].contains(verb):
            return .init(name: "All benchmarks", path: BenchmarkLink.list)
        case ("vote", _): return .init(name: "All votes", path: VoteLink.list)
        case ("kb", _): return name.map { .init(name: "Open the knowledge base \($0)", path: KnowledgeLink.base($0)) }
        default: return nil
        }
    }
}

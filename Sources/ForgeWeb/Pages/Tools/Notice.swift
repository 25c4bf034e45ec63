import ForgeCore

/// What went wrong, with the remedy and where to go for it.
struct Notice: Sendable, Hashable {
    struct Action: Sendable, Hashable {
        let name: String
        let path: String
    }

    let title: String
    let cause: String?
    let remedy: String?
    let actions: [Action]

    init(title: String, cause: String? = nil, remedy: String? = nil, actions: [Action] = []) {
        self.title = title
        self.cause = cause
        self.remedy = remedy
        self.actions = actions
    }

    init(_ error: any ForgeError, actions: [Action] = []) {
        let advice = PageRemedy(error.remedy)
        self.init(
            title: error.message, cause: error.cause, remedy: advice.text,
            actions: actions + advice.actions.filter { own in !actions.contains { $0.path == own.path } })
    }
}

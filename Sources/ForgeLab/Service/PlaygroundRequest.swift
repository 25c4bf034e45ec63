import ForgeCatalogue
package import ForgeCore

/// One prompt, several ways to answer it.
package struct PlaygroundRequest: Sendable, Codable, Hashable {
    package struct Contender: Sendable, Codable, Hashable {
        package var model: String
        /// A method's name (`naive`); nil to give the model the prompt alone.
        package var method: String?
        package var options: [String: JSONValue]?

        package init(model: String, method: String? = nil, options: [String: JSONValue]? = nil) {
            self.model = model
            self.method = method
            self.options = options
        }
    }

    package var prompt: String
    /// 1 to 6, answered one model after the other, all of one model at once.
    package var contenders: [Contender]
    package var maxTokens: Int?
    package var temperature: Double?
    package var seed: UInt64?

    package init(
        prompt: String, contenders: [Contender], maxTokens: Int? = nil, temperature: Double? = nil,
        seed: UInt64? = nil
    ) {
        self.prompt = prompt
        self.contenders = contenders
        self.maxTokens = maxTokens
        self.temperature = temperature
        self.seed = seed
    }
}

extension PlaygroundRequest {
    package static let longestPrompt = 20_000
    package static let mostContenders = 6
    package static let mostTokens = 4096

    /// - Throws: invalid input for an empty or too long prompt, no or too many contenders, numbers out of range, unknown
    ///   models, methods or options.
    func check(against catalogue: Catalogue) throws {
        if prompt.allSatisfy(\.isWhitespace) { throw Self.wrong("The prompt is empty.", "Write one.") }
        if prompt.count > Self.longestPrompt {
            throw Self.wrong("The prompt is longer than \(Self.longestPrompt) characters.", "Shorten it.")
        }
        guard (1...Self.mostContenders).contains(contenders.count) else {
            throw Self.wrong("There are \(contenders.count) contenders.", "Choose 1 to \(Self.mostContenders).")
        }
        if let maxTokens, !(1...Self.mostTokens).contains(maxTokens) {
            throw Self.wrong("`maxTokens` is \(maxTokens).", "Choose 1 to \(Self.mostTokens).")
        }
        if let temperature, !(0...10).contains(temperature) {
            throw Self.wrong("`temperature` is \(temperature).", "Choose 0 (greedy) to 10.")
        }
        for contender in contenders { try contender.check(against: catalogue) }
    }

    fileprivate static func wrong(_ message: String, _ remedy: String) -> LabError {
        LabError(.invalidInput, "playground.invalid", message, remedy: remedy)
    }
}

extension PlaygroundRequest.Contender {
    fileprivate func check(against catalogue: Catalogue) throws {
        let names = catalogue.models.map(\.name)
        guard names.contains(model) else {
            let near = NearestName.question(model, among: names)
            throw PlaygroundRequest.wrong(
                "There is no model `\(model.clipped(to: 80))` in the catalogue.",
                "\(near)Models are: \(names.joined(separator: ", ")).")
        }
        _ = try makeMethod()
    }

    /// Nil when the model is to get the prompt alone.
    ///
    /// - Throws: invalid input for an unknown method, or options that it does not take.
    func makeMethod() throws -> (any Method)? {
        guard let method else {
            guard options?.isEmpty ?? true else {
                throw PlaygroundRequest.wrong("There are options and no method.", "Name a method, or leave them out.")
            }
            return nil
        }
        let files = (Methods.named(method)?.options ?? []).filter(\.namesFile).map(\.key)
        if let file = files.first(where: { options?[$0] != nil }) {
            throw PlaygroundRequest.wrong("The option `\(file)`: \(ConfigValidator.noPaths).", "Leave it out.")
        }
        let made = try Methods.make(MethodConfig(name: method, options: options ?? [:]))
        try made.check([.openQuestion])
        return made
    }
}

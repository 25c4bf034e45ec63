import ForgeLab

/// What one contender said.
struct PlaygroundColumn: Sendable {
    let title: String
    private(set) var output: String
    private(set) var answer: String?
    private(set) var figures: String?
    private(set) var error: String?
    private(set) var remedy: String?

    init(_ contender: PlaygroundRequest.Contender) {
        title = [contender.model, contender.method].compactMap(\.self).joined(separator: " · ")
        output = ""
    }

    static func take(_ event: PlaygroundEvent, in columns: inout [PlaygroundColumn]) {
        switch event {
        case .waiting, .text: return
        case .finished(let contender, let result):
            guard columns.indices.contains(contender) else { return }
            columns[contender].output = result.output
            columns[contender].answer = result.answer
            columns[contender].figures = figures(result)
        case .failed(let contender, let message, let remedy):
            guard columns.indices.contains(contender) else { return }
            columns[contender].error = message
            columns[contender].remedy = remedy
        }
    }

    private static func figures(_ result: PlaygroundAnswer) -> String {
        let rate = result.tokensPerSecond.map { ", \(NumberText.significant($0)) tokens/s" } ?? ""
        let calls = result.calls > 1 ? ", \(result.calls) calls" : ""
        return "\(NumberText.count(result.outputTokens)) tokens in \(NumberText.seconds(result.latency))\(rate)\(calls)"
    }
}

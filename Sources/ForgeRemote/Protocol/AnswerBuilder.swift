import ForgeCore

/// Puts an answer together from the pieces of a stream, or from one whole answer of a server that does not stream.
struct AnswerBuilder {
    private(set) var output: OutputText
    private(set) var usage: JSONValue?
    private(set) var logprobs: [OutputTokenLogprob] = []
    /// When each piece came.
    private(set) var times: [Double] = []
    /// The stream said that it is complete.
    private(set) var isDone = false
    private var calls: [Int: (id: String, name: String, arguments: String)] = [:]
    private var finish: String?
    private var stopText: String?
    private var hasStopped = false
    private var hasChoice = false
    private var isThinking = false
    private let hasStops: Bool

    init(stops: [String]) {
        output = OutputText(stops: stops)
        hasStops = stops.contains { !$0.isEmpty }
    }

    /// - Parameter event: the data of one event.
    /// - Returns: true when nothing more is wanted: a stop string is complete that the server did not know.
    mutating func take(_ event: String, at time: Double) throws(RequestFailure) -> Bool {
        if event == "[DONE]" {
            isDone = true
            return false
        }
        guard let chunk = try? JSONValue(parsing: event) else {
            // Whole: it is cut where keys are removed.
            throw RequestFailure(.malformed, "a part of the answer is no JSON: \(event)")
        }
        return try take(chunk, at: time)
    }

    mutating func take(_ chunk: JSONValue, at time: Double) throws(RequestFailure) -> Bool {
        if let error = chunk["error"], error != .null { throw Self.failure(error) }
        if let told = chunk["usage"], told != .null { usage = told }
        guard let choices = chunk["choices"]?.array else {
            if chunk["usage"] != nil { return false }
            throw RequestFailure(.malformed, "the answer has no choices")
        }
        guard let choice = choices.first(where: { ($0["index"]?.int ?? 0) == 0 }) else { return false }
        hasChoice = true
        if let reason = choice["finish_reason"]?.string { finish = reason }
        stopText = choice["stop_reason"]?.string ?? stopText
        logprobs += TokenLogprobs.read(choice["logprobs"])
        let isNew = takeContent(choice["delta"] ?? choice["message"] ?? choice)
        if isNew { times.append(time) }
        return hasStopped
    }

    /// - Returns: whether there is anything.
    private mutating func takeContent(_ part: JSONValue) -> Bool {
        var isNew = false
        // Servers that take a model's thoughts out of its text name them so; in a trace they belong where they were.
        if let thought = part["reasoning_content"]?.string ?? part["reasoning"]?.string, !thought.isEmpty {
            add((isThinking ? "" : "<think>\n") + thought)
            isThinking = true
            isNew = true
        }
        if let text = part["content"]?.string ?? part["text"]?.string, !text.isEmpty {
            endThinking()
            add(text)
            isNew = true
        }
        for (position, call) in (part["tool_calls"]?.array ?? []).enumerated() {
            endThinking()
            take(call, position: position)
            isNew = true
        }
        return isNew
    }

    private mutating func add(_ text: String) {
        guard !hasStopped else { return }
        hasStopped = output.append(Array(text.utf8))
    }

    /// Also at the end, for thoughts that nothing followed.
    mutating func endThinking() {
        guard isThinking else { return }
        isThinking = false
        add("\n</think>\n")
    }

    private mutating func take(_ call: JSONValue, position: Int) {
        let index = call["index"]?.int ?? position
        var known = calls[index] ?? ("", "", "")
        if let id = call["id"]?.string, !id.isEmpty { known.id = id }
        if let name = call["function"]?["name"]?.string { known.name += name }
        if let arguments = call["function"]?["arguments"]?.string { known.arguments += arguments }
        calls[index] = known
    }

    // MARK: The whole

    /// Whether the server came to the end of its answer.
    var isComplete: Bool { isDone || finish != nil || hasStopped }

    var toolCalls: [NativeToolCall] {
        calls.sorted { $0.key < $1.key }.map { index, call in
            NativeToolCall(
                id: call.id.isEmpty ? "call_\(index)" : call.id, name: call.name,
                arguments: call.arguments.isEmpty ? "{}" : call.arguments)
        }
    }

    /// - Throws: `RequestFailure` for an answer without content that says nothing of its end, or that a filter ended.
    func finishReason() throws(RequestFailure) -> FinishReason {
        guard hasChoice else { throw RequestFailure(.malformed, "the answer has no choices") }
        if hasStopped { return .stop }
        switch finish {
        case "length": return .length
        case "tool_calls", "function_call": return .toolCall
        case "content_filter":
            throw RequestFailure(.refused, "the server's filter ended the answer", remedy: "Leave this question out.")
        case "abort", "error": throw RequestFailure(.cut, "the server ended the answer: \(finish ?? "")")
        default: break
        }
        if !calls.isEmpty { return .toolCall }
        // Most servers say "stop" for both; where a request has stop strings, they are what mostly ends it.
        return stopText != nil || (hasStops && finish == "stop") ? .stop : .endOfTurn
    }

    /// Errors within a stream have no status of their own.
    private static func failure(_ error: JSONValue) -> RequestFailure {
        let message = error["message"]?.string ?? error.string ?? "an error without a message"
        let code = error["type"]?.string ?? error["code"]?.string
        if RequestFailure.isTooLong(message, code) { return RequestFailure(.tooLong, message) }
        let status = error["code"]?.int ?? 500
        return RequestFailure((400..<500).contains(status) && status != 429 ? .refused : .serverError, message)
    }
}

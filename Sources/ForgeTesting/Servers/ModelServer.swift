package import ForgeCore
import HTTPTypes
import Hummingbird
import NIOCore
private import Synchronization

/// A local server that answers as OpenAI-compatible ones do, with any fault that a test wants.
package final class ModelServer: Sendable {
    package enum Reply: Sendable {
        case status(Int, String = "", headers: [String: String] = [:])
        /// One whole answer instead of a stream.
        case json(String)
        /// A stream of these pieces, with seconds between them. Cut: the connection is closed within it.
        case stream([[UInt8]], pause: Double = 0, isCut: Bool = false, status: Int = 200)
        /// Nothing for so many seconds.
        case silence(Double)
    }

    package struct Seen: Sendable {
        package var path: String
        package var body: JSONValue
        package var authorization: String?
        package var time: ContinuousClock.Instant
    }

    private struct State {
        var seen: [Seen] = []
        var replies: [Reply]
        var running = 0
        var mostRunning = 0
    }

    private let state: Mutex<State>
    private let otherwise: Reply
    /// Answers to questions other than completions, by path.
    private let pages: [String: String]
    private let faults: [String: Reply]
    private let script: (@Sendable (JSONValue) -> Reply)?

    /// - Parameters:
    ///   - replies: to completions, in the order of their coming; then `otherwise`.
    ///   - faults: instead of pages, by path.
    ///   - script: the answer to a completion's request, instead of `otherwise`.
    package init(
        _ replies: [Reply] = [], otherwise: Reply = .words(["Paris"]),
        pages: [String: String] = ["/v1/models": #"{"object":"list","data":[{"id":"m","object":"model"}]}"#],
        faults: [String: Reply] = [:], script: (@Sendable (JSONValue) -> Reply)? = nil
    ) {
        state = Mutex(State(replies: replies))
        self.otherwise = otherwise
        self.pages = pages
        self.faults = faults
        self.script = script
    }

    package var seen: [Seen] { state.withLock { $0.seen } }
    package var completions: [Seen] { seen.filter { $0.path.hasSuffix("completions") } }
    /// The greatest number of completions at the same time.
    package var mostRunning: Int { state.withLock { $0.mostRunning } }

    private func answer(_ request: Request) async throws -> Response {
        let text = String(buffer: try await request.body.collect(upTo: 1 << 20))
        let path = request.uri.path
        let seen = Seen(
            path: path, body: (try? JSONValue(parsing: text)) ?? .null, authorization: request.headers[.authorization],
            time: .now)
        let isCompletion = path.hasSuffix("completions")
        let reply = state.withLock { state -> Reply in
            state.seen.append(seen)
            guard isCompletion else {
                return faults[path] ?? pages[path].map(Reply.json) ?? .status(404, #"{"detail":"Not Found"}"#)
            }
            state.running += 1
            state.mostRunning = max(state.mostRunning, state.running)
            return state.replies.isEmpty ? script?(seen.body) ?? otherwise : state.replies.removeFirst()
        }
        if case .stream = reply {} else if isCompletion { state.withLock { $0.running -= 1 } }
        return try await response(reply)
    }

    private func response(_ reply: Reply) async throws -> Response {
        switch reply {
        case .status(let code, let body, let headers):
            var fields = HTTPFields([HTTPField(name: .contentType, value: "application/json")])
            for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
            return Response(
                status: .init(code: code), headers: fields, body: .init(byteBuffer: ByteBuffer(string: body)))
        case .json(let text):
            return Response(
                status: .ok, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(string: text)))
        case .silence(let seconds):
            try await Task.sleep(for: .seconds(seconds))
            return Response(status: .noContent)
        case .stream(let pieces, let pause, let isCut, let status):
            return Response(
                status: .init(code: status), headers: [.contentType: "text/event-stream"],
                body: .init { writer in
                    defer { self.state.withLock { $0.running -= 1 } }
                    for piece in pieces {
                        try await writer.write(ByteBuffer(bytes: piece))
                        if pause > 0 { try await Task.sleep(for: .seconds(pause)) }
                    }
                    if isCut { throw CancellationError() }
                    try await writer.finish(nil)
                })
        }
    }

    /// Runs `body` while the server answers on a port that the system chose.
    package func run(_ body: @Sendable @escaping (String) async throws -> Void) async throws {
        try await LocalServer.run(answering: { try await self.answer($0) }, body)
    }
}

extension ModelServer.Reply {
    package static let usage = #"{"prompt_tokens":7,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":4}}"#

    /// A chat stream of these words, one event each.
    package static func words(
        _ words: [String], finish: String = "stop", usage: String? = usage, pause: Double = 0
    ) -> Self {
        .stream(events(words, finish: finish, usage: usage).map { Array($0.utf8) }, pause: pause)
    }

    package static func events(_ words: [String], finish: String? = "stop", usage: String? = usage) -> [String] {
        var events = words.map { word in
            let text = (try? JSON.text(word)) ?? ""
            return #"data: {"choices":[{"index":0,"delta":{"content":\#(text)},"finish_reason":null}]}"#
        }
        if let finish { events.append(#"data: {"choices":[{"index":0,"delta":{},"finish_reason":"\#(finish)"}]}"#) }
        if let usage { events.append(#"data: {"choices":[],"usage":\#(usage)}"#) }
        if finish != nil { events.append("data: [DONE]") }
        return events.map { $0 + "\n\n" }
    }
}

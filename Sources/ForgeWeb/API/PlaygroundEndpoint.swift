import ForgeCore
import ForgeLab
import Hummingbird
import ServiceLifecycle

/// `/api/v1/playground`: one prompt, several answers, as they are written.
struct PlaygroundEndpoint {
    let playground: Playground
    let limit: ConnectionLimit

    var all: [Endpoint] { [run] }

    private var run: Endpoint {
        let operation = Operation(
            id: "runPlayground", tag: "Live",
            summary:
                "Answer one prompt in several ways. Server-sent events: `waiting`, `text`, `finished` and `failed` "
                + "of each contender, numbered from 0; `problem` when the whole request fails; `end`.",
            body: Schema.ref("PlaygroundRequest"),
            answers: [.init(status: .ok, summary: "Events.", schema: Schemas.event, mediaType: "text/event-stream")],
            problems: [.serviceUnavailable])
        return Endpoint(.post, "/api/v1/playground", operation) { call in
            var request = call.request
            let input: PlaygroundRequest = try await call.body(of: &request)
            try playground.check(input)
            return stream(input).response(
                to: request, holding: try limit.take(), while: call.context.isStillLetIn)
        }
    }

    private func stream(_ input: PlaygroundRequest) -> EventStream {
        EventStream(policy: .unbounded) { frames in
            do {
                try await cancelWhenGracefulShutdown {
                    try await playground.run(input) { frames.yield(EventFrame.of($0)) }
                }
                frames.yield(EventFrame.event("end", data: "{}"))
            } catch let error as any ForgeError {
                frames.yield(EventFrame.event("problem", data: try JSON.text(Problem(error))))
            }
        }
    }
}

extension EventFrame {
    fileprivate static func of(_ event: PlaygroundEvent) -> String {
        let notice = PlaygroundNotice(event)
        return self.event(notice.name, data: (try? JSON.text(notice)) ?? "{}")
    }
}

/// A playground event as JSON: which contender, and what came.
private struct PlaygroundNotice: Encodable {
    var name = ""
    var contender = 0
    var call: Int?
    var text: String?
    var answer: PlaygroundAnswer?
    var message: String?
    var remedy: String?

    private enum CodingKeys: String, CodingKey { case contender, call, text, answer, message, remedy }

    init(_ event: PlaygroundEvent) {
        switch event {
        case .waiting(let contender):
            (name, self.contender) = ("waiting", contender)
        case .text(let contender, let call, let text):
            (name, self.contender, self.call, self.text) = ("text", contender, call, text)
        case .finished(let contender, let answer):
            (name, self.contender, self.answer) = ("finished", contender, answer)
        case .failed(let contender, let message, let remedy):
            (name, self.contender, self.message, self.remedy) = ("failed", contender, message, remedy)
        }
    }
}

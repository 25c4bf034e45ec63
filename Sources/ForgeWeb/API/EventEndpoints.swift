import ForgeCore
import ForgeLab
import HTTPTypes
import Hummingbird

/// `/api/v1/events` and `/api/v1/experiments/{id}/events`: what happens, as it happens.
struct EventEndpoints {
    let service: ExperimentService
    let limit: ConnectionLimit

    var all: [Endpoint] { [every, one] }

    private var every: Endpoint {
        Endpoint(.get, "/api/v1/events", Self.operation("watchEverything", "Everything that happens.")) { call in
            let latest = service.events.lastNumber
            let first = EventFrame.first(.queue, try JSON.text(try await service.queue.state()))
            return try stream(call, of: nil, after: latest, first: first)
        }
    }

    private var one: Endpoint {
        var operation = Self.operation("watchExperiment", "What happens to one experiment.")
        operation.parameters.insert(.experiment, at: 0)
        return Endpoint(.get, "/api/v1/experiments/{id}/events", operation) { call in
            let latest = service.events.lastNumber
            let progress = try await service.progress(of: call.id)
            let first = EventFrame.first(.progress, try JSON.text(progress))
            return try stream(call, of: call.id, after: latest, first: first)
        }
    }

    private static func operation(_ id: String, _ summary: String) -> Operation {
        let kinds = LiveEvent.Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        return Operation(
            id: id, tag: "Live",
            summary: "\(summary) Server-sent events \(kinds) with JSON as data, the present state first; `reset` tells "
                + "a subscriber that it missed too much and should read the state anew. Resumes after Last-Event-ID.",
            parameters: [
                .init(
                    "after", "The last event that was seen, as the header Last-Event-ID.",
                    schema: ["type": "string", "pattern": .string(SchemaPattern.position)]),
                .init("Last-Event-ID", in: .header, "Sent by browsers that connect again.", schema: Schema.string),
            ],
            answers: [.init(status: .ok, summary: "Events.", schema: Schemas.event, mediaType: "text/event-stream")],
            problems: [.serviceUnavailable])
    }

    /// - Parameter latest: the number of the latest event before the state in `first` was read, so that nothing is lost
    ///   between the two.
    private func stream(
        _ call: APICall, of experiment: String?, after latest: Int,
        first: @escaping @Sendable (EventPosition) -> String
    ) throws -> Response {
        let place = try limit.take()
        let events = service.events
        let seen = (HTTPField.Name("Last-Event-ID").flatMap { call.request.headers[$0] } ?? call.query.text("after"))
            .flatMap(EventPosition.init)
        let source = EventStream(policy: .bufferingNewest(256)) { frames in
            let start = EventResumption(seen: seen, epoch: events.epoch, latest: latest)
            let subscription = events.subscribe(to: experiment, after: start.after)
            frames.yield(EventFrame.retry)
            if start.isOfAnotherLife || !subscription.isComplete {
                frames.yield(EventFrame.event("reset", data: "{}"))
            }
            frames.yield(first(EventPosition(epoch: events.epoch, number: start.after)))
            for await event in subscription { frames.yield(EventFrame.of(event, epoch: events.epoch)) }
        }
        return source.response(to: call.request, holding: place, while: call.context.isStillLetIn)
    }
}

extension EventFrame {
    /// The present state, as an event that happened just before those that follow.
    fileprivate static func first(
        _ kind: LiveEvent.Kind, _ data: String
    ) -> @Sendable (EventPosition) -> String {
        { event(kind.rawValue, id: $0, data: data) }
    }

    fileprivate static func of(_ event: LiveEvent, epoch: String) -> String {
        self.event(
            event.kind.rawValue, id: EventPosition(epoch: epoch, number: event.number), data: event.data)
    }
}

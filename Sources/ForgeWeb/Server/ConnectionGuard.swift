import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// How long a client may take; the rest of the time belongs to the server.
struct ConnectionTimes: Sendable, Hashable {
    /// From the connection, or the end of the last answer, to a whole head.
    var head = TimeAmount.seconds(30)
    /// From the head to the end of the body.
    var body = TimeAmount.seconds(30)
    /// How long what we send may lie unread.
    var reading = TimeAmount.seconds(60)
    /// How long a client may go on sending a body that was answered already.
    var lingering = TimeAmount.seconds(1)
}

/// Closes connections whose clients are too slow, or go on sending what nobody wants.
///
/// Live connections are not touched as long as their client reads: they wait for us, not we for them.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let times: ConnectionTimes
    private var state = ConnectionState()
    private var deadline: Scheduled<Void>?
    private var unread: Scheduled<Void>?

    init(times: ConnectionTimes) { self.times = times }

    func handlerAdded(context: ChannelHandlerContext) {
        do {
            try OldCodingGuard.add(to: context.pipeline.syncOperations)
        } catch {
            // Unguarded, it would be open to what two readers read differently.
            context.close(promise: nil)
        }
        if context.channel.isActive { follow(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        follow(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { cancel() }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: state.requestBegan()
        case .body: break
        case .end: state.requestEnded()
        }
        if case .body = unwrapInboundIn(data) {} else { follow(context) }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head):
            if state.isReadingRequest { head.headerFields[.connection] = "close" }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            state.responseEnded()
            context.write(data, promise: promise)
            follow(context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        unread?.cancel()
        unread = context.channel.isWritable ? nil : schedule(times.reading, context)
        context.fireChannelWritabilityChanged()
    }

    private func follow(_ context: ChannelHandlerContext) {
        deadline?.cancel()
        switch state.waitingFor {
        case .head: deadline = schedule(times.head, context)
        case .body: deadline = schedule(times.body, context)
        case .end: deadline = schedule(times.lingering, context)
        case .us: deadline = nil
        }
    }

    private func schedule(_ time: TimeAmount, _ context: ChannelHandlerContext) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }

    private func cancel() {
        deadline?.cancel()
        unread?.cancel()
    }
}

/// Whose turn it is on a connection.
struct ConnectionState: Hashable {
    enum Waiting: Hashable {
        /// For the client to begin a request.
        case head
        /// For the client to finish its request.
        case body
        /// For the client to notice that it was answered before it finished.
        case end
        /// For our answer.
        case us
    }

    private var begun = 0
    private var read = 0
    private var answered = 0

    var isReadingRequest: Bool { begun > read }

    mutating func requestBegan() { begun += 1 }
    mutating func requestEnded() { read = begun }
    mutating func responseEnded() { answered += 1 }

    var waitingFor: Waiting {
        if isReadingRequest { return answered >= begun ? .end : .body }
        return answered >= begun ? .head : .us
    }
}

import NIOCore
import NIOHTTP1

/// Closes a connection that sends `Transfer-Encoding` in a version of HTTP that has none.
///
/// NIO's parser reads the chunks; a proxy before us that does not would see another request in them. RFC 9112, section 6.1:
/// the framing is faulty, and the connection ends.
final class OldCodingGuard: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private var isClosed = false

    /// Puts a guard right behind the parser: further on, a request has lost its version.
    ///
    /// - Throws: `ChannelPipelineError` when the pipeline has no parser of HTTP/1.
    static func add(to pipeline: ChannelPipeline.SynchronousOperations) throws {
        let parser = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        try pipeline.addHandler(OldCodingGuard(), position: .after(parser))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data), head.version != .http1_1,
            head.headers.contains(name: "transfer-encoding")
        {
            isClosed = true
            context.close(promise: nil)
        }
        if !isClosed { context.fireChannelRead(data) }
    }
}

import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore

@testable import ForgeCatalogue

/// Runs `body` against a local Hub and its storage host, both on ports that the system chose.
func withHub(
    _ state: HubServerState = .init(), _ body: @Sendable @escaping (HubFixture) async throws -> Void
) async throws {
    let (hubPorts, hubPort) = AsyncStream<Int>.makeStream()
    let (cdnPorts, cdnPort) = AsyncStream<Int>.makeStream()
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            let ports = PortBox()
            let cdn = server(announcing: cdnPort) { request in
                StorageServer(hub: HubServer(state: state, cdnPort: 0)).answer(request)
            }
            let hub = server(announcing: hubPort) { request in
                HubServer(state: state, cdnPort: await ports.value(from: cdnPorts)).answer(request)
            }
            try await withThrowingTaskGroup(of: Void.self) { servers in
                servers.addTask { try await cdn.run() }
                servers.addTask { try await hub.run() }
                try await servers.waitForAll()
            }
        }
        guard let port = await hubPorts.first(where: { _ in true }) else { return }
        defer { group.cancelAll() }
        try await withTemporaryFolder { folder in
            try await body(HubFixture(state: state, port: port, folder: folder))
        }
    }
}

/// Waits for a port once and remembers it.
private actor PortBox {
    private var port: Int?

    func value(from stream: AsyncStream<Int>) async -> Int {
        if let port { return port }
        for await found in stream {
            port = found
            return found
        }
        return port ?? 0
    }
}

private func server(
    announcing port: AsyncStream<Int>.Continuation, _ answer: @escaping @Sendable (Request) async -> Response
) -> some ApplicationProtocol {
    var logger = Logger(label: "hub")
    logger.logLevel = .critical
    return Application(
        responder: CallbackResponder<BasicRequestContext> { request, _ in await answer(request) },
        configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { channel in
            port.yield(channel.localAddress?.port ?? 0)
            port.finish()
        },
        logger: logger)
}

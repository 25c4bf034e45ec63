import ForgeCore
import Foundation
import NIOCore

/// Why the server cannot be started.
typealias WebError = DomainError<WebDomain>

enum WebDomain {}

extension WebError {
    /// Why a port cannot be listened on.
    init(_ error: IOError, listeningOn host: String, port: Int) {
        if error.errnoCode == EADDRINUSE {
            self.init(
                .conflict, "serve.port-in-use", "Another program listens on \(host):\(port) already.",
                remedy: "end it, or choose another port: forge serve --port \(port % 65535 + 1)")
        } else {
            self.init(
                .unavailable, "serve.listen", "The server cannot listen on \(host):\(port).", cause: "\(error)",
                remedy: "choose an address of this machine and a port above 1023: forge serve --host 127.0.0.1")
        }
    }
}

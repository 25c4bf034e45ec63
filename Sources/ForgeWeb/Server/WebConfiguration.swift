package import Foundation

/// Where and for whom the server listens.
package struct WebConfiguration: Sendable, Hashable {
    /// Name or address to bind to; anything but loopback needs a token.
    package var host: String
    /// 0 for any free port.
    package var port: Int
    /// What requests must carry (bearer or login cookie); nil to let everyone on this machine in.
    package var token: String?
    /// Further tokens, with names and roles (`TokenFile`). It may be made, changed and deleted while the server runs.
    package var tokenFile: URL?
    /// Where changing requests and logins are written down; nil for nowhere.
    package var auditLog: URL?
    /// Requests a second that one client may send on the average, when there are tokens; nil for any number.
    package var requestsPerSecond: Double?
    /// Origins of other sites whose pages may call the API.
    package var allowedOrigins: [String]
    /// Names beside loopback and `host` under which the server may be addressed.
    package var allowedHosts: [String]
    /// Folder with the third-party assets (charts, fonts, Swagger UI); nil when set-up did not fetch them.
    package var assets: URL?
    /// Open connections; further ones wait to be accepted.
    package var mostConnections = 2000
    /// How long clients may take.
    var times = ConnectionTimes()
    /// For the pages of a report, which can only be read.
    var isSite = false

    package init(
        host: String = "127.0.0.1", port: Int = 8080, token: String? = nil, allowedOrigins: [String] = [],
        allowedHosts: [String] = [], assets: URL? = nil
    ) {
        self.host = host
        self.port = port
        self.token = token
        self.allowedOrigins = allowedOrigins
        self.allowedHosts = allowedHosts
        self.assets = assets
    }
}

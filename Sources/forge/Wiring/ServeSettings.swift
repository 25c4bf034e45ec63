import ForgeCore
import ForgeWeb
import Foundation

/// What `forge serve` works with: options first, then the environment, then defaults.
struct ServeSettings {
    var web: WebConfiguration

    /// - Throws: invalid input for what would be unsafe or cannot work.
    init(_ command: Serve, environment: [String: String]) throws {
        let set = { (name: String) in environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        web = WebConfiguration(
            host: command.host ?? set("FORGE_HOST") ?? "127.0.0.1",
            port: try command.port ?? Self.port("FORGE_PORT", set) ?? Self.port("PORT", set) ?? 8080,
            token: set("FORGE_API_TOKEN"),
            allowedOrigins: command.allowedOrigins + Self.list(set("FORGE_ALLOW_ORIGIN")),
            allowedHosts: command.allowedHosts + Self.list(set("FORGE_ALLOW_HOST")),
            assets: AssetFolder.find(environment: environment, executable: Bundle.main.executableURL))
        let tokens = TokenCommand.file(environment)
        web.tokenFile = tokens.url
        web.auditLog = ForgeHome(environment: environment).root.appending(path: "audit.jsonl")
        let rate = try command.rateLimit ?? Self.rate(set("FORGE_RATE_LIMIT")) ?? 100
        web.requestsPerSecond = rate == 0 ? nil : rate
        // Models, the database and files being sent need some too.
        web.mostConnections = max(16, min(web.mostConnections, OpenFiles.raise() - 128))
        try web.check()
    }

    /// Where a browser on this machine finds the server.
    func address(port: Int) -> String {
        let host = ["0.0.0.0", "::"].contains(web.host) ? "localhost" : web.host
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    private static func rate(_ text: String?) throws -> Double? {
        guard let text else { return nil }
        guard let rate = Double(text) else {
            throw CommandError(
                .invalidInput, "serve.rate", "FORGE_RATE_LIMIT is \(text), which is no number.",
                remedy: "set it to requests a second, or to 0 for no limit.")
        }
        return rate
    }

    /// `PORT` is what container hosts tell a program to listen on.
    private static func port(_ name: String, _ set: (String) -> String?) throws -> Int? {
        guard let text = set(name) else { return nil }
        guard let port = Int(text) else {
            throw CommandError(
                .invalidInput, "serve.port", "\(name) is \(text), which is no port.", remedy: "set it to a number.")
        }
        return port
    }

    /// `a.example.org, b.example.org`
    private static func list(_ text: String?) -> [String] {
        (text ?? "").split(whereSeparator: { $0 == "," || $0.isWhitespace }).map(String.init)
    }
}

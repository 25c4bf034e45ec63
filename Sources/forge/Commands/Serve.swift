import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeWeb
import Foundation
import Logging

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open the platform in a browser.",
        discussion: """
            Experiments run in the background, one after the other. When the server ends or is killed, they continue at \
            its next start. It listens to this machine only, unless it has a token: with FORGE_API_TOKEN set, or tokens made \
            with forge token create, browsers log in with one and programs send it as Authorization: Bearer. Each of the made \
            tokens has a role: viewer, runner or admin.

            Requests that change something, and logins, are written to audit.jsonl in FORGE_HOME: who, what, when, from where \
            and the outcome, a line of JSON for each. It is begun anew at 10 MB; five older ones are kept.

            EXAMPLES
              forge serve
              forge token create anna --role runner
              FORGE_API_TOKEN=$(openssl rand -hex 24) forge serve --host 0.0.0.0 --allow-host lab.example.org

            ENVIRONMENT
              FORGE_HOST, FORGE_PORT  instead of --host and --port; PORT where FORGE_PORT is not set
              FORGE_ALLOW_HOST        names as with --allow-host, separated by commas
              FORGE_ALLOW_ORIGIN      sites as with --allow-origin, separated by commas
              FORGE_API_TOKEN         a token that may do everything; at least 16 characters
              FORGE_TOKENS            file of further tokens (default: tokens in FORGE_HOME), see forge token
              FORGE_RATE_LIMIT        instead of --rate-limit
              FORGE_WEB_ASSETS        folder with charts and fonts (default: beside the executable)
              OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS  collector that gets a span for each model call \
            (OTLP over HTTP as JSON, also from forge run and forge worker)

            /metrics has the server's numbers for Prometheus, with a token like every other address.
            """)

    @Option(help: "Address to listen on; any but this machine's own needs a token. (default: 127.0.0.1)")
    var host: String?
    @Option(help: "Port to listen on; 0 for any free one. (default: 8080)")
    var port: Int?
    @Option(help: "Different models in memory at once.")
    var models = 1
    @Option(
        name: .customLong("allow-origin"),
        help: ArgumentHelp(
            "Site whose pages may call the API (https://lab.example.org); may be repeated.", valueName: "origin"))
    var allowedOrigins: [String] = []
    @Option(
        name: .customLong("allow-host"),
        help: ArgumentHelp("Further name of this server in addresses; may be repeated.", valueName: "name"))
    var allowedHosts: [String] = []
    @Option(
        name: .customLong("rate-limit"),
        help: ArgumentHelp(
            "Requests a second that one address may send on the average, when there is a token; 0 for any number. "
                + "Behind a proxy all clients have its address. (default: 100)", valueName: "number"))
    var rateLimit: Double?
    @Option(help: "What is logged, on stderr: debug (every request), info, notice, warning or error.")
    var logLevel = LogLevel.notice
    @Option(help: "How it is logged: text, or json for a line of JSON each.")
    var logFormat = LogFormat.text

    func validate() throws {
        if let rateLimit, rateLimit != 0, !(0.1...100_000 ~= rateLimit) {
            throw ValidationError("--rate-limit must be 0, or from 0.1 to 100000.")
        }
        guard (1...64).contains(models) else { throw ValidationError("--models must be from 1 to 64.") }
    }

    func run() async throws {
        let settings = try ServeSettings(self, environment: ProcessInfo.processInfo.environment)
        try await Workshop.open { workshop in
            let logger = logFormat.logger(at: logLevel.level)
            let server = WebServer(
                services: workshop.webServices(modelsAtOnce: models), configuration: settings.web, logger: logger)
            try await server.run { port in
                // Scripts read this line through a pipe while the server runs.
                FileHandle.standardOutput.writeIfPossible(Data("LLM Forge: \(settings.address(port: port))\n".utf8))
            }
        }
    }
}

/// How the server tells it.
enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case text, json

    func logger(at level: Logger.Level) -> Logger {
        var logger =
            switch self {
            case .text: Logger(label: "forge") { StreamLogHandler.standardError(label: $0) }
            case .json: Logger(label: "forge") { JSONLogHandler(label: $0) }
            }
        logger.logLevel = level
        return logger
    }
}

/// How much the server tells.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case debug, info, notice, warning, error

    var level: Logger.Level {
        switch self {
        case .debug: .debug
        case .info: .info
        case .notice: .notice
        case .warning: .warning
        case .error: .error
        }
    }
}

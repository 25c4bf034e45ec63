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
            its next start. It listens to this machine only, unless it has a token: with FORGE_API_TOKEN set, browsers \
            log in with it and programs send it as Authorization: Bearer.

            EXAMPLES
              forge serve
              FORGE_API_TOKEN=$(openssl rand -hex 24) forge serve --host 0.0.0.0 --allow-host lab.example.org

            ENVIRONMENT
              FORGE_HOST, FORGE_PORT  instead of --host and --port; PORT where FORGE_PORT is not set
              FORGE_ALLOW_HOST        names as with --allow-host, separated by commas
              FORGE_ALLOW_ORIGIN      sites as with --allow-origin, separated by commas
              FORGE_API_TOKEN         what requests must carry; at least 16 characters
              FORGE_WEB_ASSETS        folder with charts and fonts (default: beside the executable)
            """)

    @Option(help: "Address to listen on; any but this machine's own needs FORGE_API_TOKEN. (default: 127.0.0.1)")
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
    @Option(help: "What is logged, on stderr: debug (every request), info, notice, warning or error.")
    var logLevel = LogLevel.notice

    func validate() throws {
        guard (1...64).contains(models) else { throw ValidationError("--models must be from 1 to 64.") }
    }

    func run() async throws {
        let settings = try ServeSettings(self, environment: ProcessInfo.processInfo.environment)
        try await Workshop.open { workshop in
            var logger = Logger(label: "forge")
            logger.logLevel = logLevel.level
            let server = WebServer(
                services: workshop.webServices(modelsAtOnce: models), configuration: settings.web, logger: logger)
            try await server.run { port in
                // Scripts read this line through a pipe while the server runs.
                FileHandle.standardOutput.write(Data("LLM Forge: \(settings.address(port: port))\n".utf8))
            }
        }
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

import ArgumentParser
import ForgeCore
import ForgeLab
import ForgeWeb
import Logging

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open the platform in a browser.",
        discussion: """
            EXAMPLE
              forge serve --port 8080
            """)

    @Option(help: "Address to listen on; anything but this machine needs FORGE_API_TOKEN.")
    var host = "127.0.0.1"
    @Option(help: "Port to listen on; 0 for any free one.")
    var port = 8080

    func run() async throws {
        try await Workshop.open { workshop in
            let logger = Logger(label: "forge")
            let services = workshop.webServices()
            let server = WebServer(
                services: services, configuration: WebConfiguration(host: host, port: port), logger: logger)
            try await server.run { print("http://\(host):\($0)") }
        }
    }
}

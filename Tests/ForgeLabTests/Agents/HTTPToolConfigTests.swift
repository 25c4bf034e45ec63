import ForgeAgents
import ForgeCatalogue
import ForgeCore
import ForgeEngines
import ForgeTesting
import Foundation
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import ForgeLab

@Suite("Tools by HTTP from a config")
struct HTTPToolConfigTests {
    private static func config(_ tool: String, method: String = "tools: [calculator]") -> String {
        """
        name: agent
        method:
          name: react
          \(method)
          http_tools:
            - \(tool)
        model: parrot
        dataset: capitals
        concurrency: 2
        """
    }

    private static let parameters = "parameters: [{name: q, description: words}]"

    private static func loader(acceptsPaths: Bool = true) -> ConfigLoader {
        var loader = ConfigLoader(
            catalogue: .init(models: [], datasets: [], defaultModel: ""), acceptsPaths: acceptsPaths)
        (loader.checkModel, loader.checkDataset) = (.anything, .anything)
        return loader
    }

    @Test func `every field arrives, defaults too`() throws {
        let text = Self.config(
            """
            {name: weather, description: weather of a city, url: "http://127.0.0.1:9/w?q={q}&days={days}",
                   parameters: [{name: q, description: city}, {name: days, description: how many, type: integer, default: "3"}],
                   hosts: ["http://127.0.0.1:9", api.example.org], result: list.0.text, timeout: 2.5, max_bytes: 1000}
            """)
        let plan = try Self.loader().load(text: text)
        let settings = try #require(try Methods.make(plan.experiments[0].method).agent?.http.first)
        #expect(settings.name == "weather" && settings.timeout == 2.5 && settings.largestBody == 1000)
        #expect(
            settings.parameters.map(\.name) == ["q", "days"] && settings.parameters[1].defaultValue == 3)
        #expect(
            settings.allowed.map(\.absoluteString) == ["http://127.0.0.1:9", "https://api.example.org"])
        #expect(settings.resultPath == ["list", "0", "text"])
        // What is stored and shown reads back to the same.
        let again = try Self.loader().load(text: try ConfigWriter.yaml(plan.experiments[0]))
        #expect(again.experiments == plan.experiments)
        let form = try ConfigForm(config: plan.experiments[0]).yaml()
        #expect(
            try Self.loader().load(text: form).experiments.map(\.method) == plan.experiments.map(\.method)
        )
    }

    @Test func `without hosts the url's own may be contacted, and the prompt's hash knows the tool`()
        throws
    {
        let text = Self.config(
            "{name: t, description: d, url: \"https://example.org/{q}\", \(Self.parameters)}")
        let config = try Self.loader().load(text: text).experiments[0]
        let method = try Methods.make(config.method)
        #expect(method.agent?.http.first?.allowed.map(\.absoluteString) == ["https://example.org"])
        #expect(method.agent?.tools == ["calculator", "t"] && method.agent?.http.first?.timeout == 15)
        let plain = try Methods.make(MethodConfig(name: "react", options: ["tools": ["calculator"]]))
        #expect(method.promptTemplate != plain.promptTemplate)
    }

    @Test(
        "what cannot work is found when the config is read",
        arguments: [
            ("{name: t, description: d, url: \"https://example.org/\", \(parameters)}", "not in its url"),
            (
                "{name: t, description: d, url: \"https://{q}.example.org/\", \(parameters)}",
                "not an allowed one"
            ),
            (
                "{name: t, description: d, url: \"ftp://example.org/{q}\", \(parameters)}",
                "not an allowed one"
            ),
            (
                "{name: t, description: d, url: \"https://example.org/{q}/{x}\", \(parameters)}",
                "no parameter of it"
            ),
            (
                "{name: t, description: d, url: \"https://a.org/{q}\", hosts: [b.org], \(parameters)}",
                "not an allowed one"
            ),
            (
                "{name: t, description: d, url: \"https://a.org/{q}\", hosts: [b.org/x], \(parameters)}",
                "is no host"
            ),
            (
                "{name: calculator, description: d, url: \"https://a.org/{q}\", \(parameters)}",
                "two tools are called"
            ),
            (
                "{name: \"a b\", description: d, url: \"https://a.org/{q}\", \(parameters)}",
                "cannot be the name"
            ),
            (
                "{name: t, description: d, url: \"https://a.org/{q}\", parameters: [{name: q, description: d, type: integer, default: x}]}",
                "default is no integer"
            ),
            ("{name: t, description: d, url: \"https://a.org/{q}\"}", "parameters` is missing"),
            (
                "{name: t, description: d, url: \"https://a.org/{q}\", \(parameters), timeout: 600}",
                "timeout`"
            ),
            (
                "{name: t, description: d, url: \"https://a.org/{q}\", \(parameters), token: x}",
                "unknown key `token`"
            ),
        ])
    func refused(tool: String, message: String) throws {
        let findings = Self.loader().report(text: Self.config(tool)).diagnostics
        #expect(findings.count == 1)
        #expect(findings.first?.message.contains(message) == true, "\(findings.map(\.message))")
    }

    @Test func `the paper's protocol takes none`() {
        let text = Self.config(
            "{name: t, description: d, url: \"https://example.org/{q}\", \(Self.parameters)}",
            method: "protocol: hotpot")
        #expect(Self.loader().report(text: text).diagnostics.first?.message.contains("hotpot") == true)
    }

    @Test func `a config from the web names no hosts`() {
        let text = Self.config(
            "{name: t, description: d, url: \"http://127.0.0.1/{q}\", \(Self.parameters)}")
        let findings = Self.loader(acceptsPaths: false).report(text: text).diagnostics
        #expect(findings.map(\.path) == ["method.http_tools"])
        #expect(findings.first?.message.contains("may not name hosts") == true)
    }

    @Test func `the schema's text lists the fields`() {
        let text = ConfigReference.text(methods: Methods.schemas)
        for key in ["http_tools", "max_bytes", "hosts", "description"] { #expect(text.contains(key)) }
    }

    @Test func `an agent asks the service and is shown what it said`() async throws {
        let asked = Mutex<[String]>([])
        try await Self.serve { request in
            asked.withLock { $0.append("\(request.uri)") }
            return #"{"found": [{"text": "The capital is Paris."}]}"#
        } body: { address in
            let script = ScriptedEngine.Script.closure { request in
                let prompt = ScriptedEngine.rendered(request.prompt)
                if prompt.contains("Observation: The capital is Paris.") { return " So.\nAnswer: Paris" }
                return " I ask.\nAction: capitals[the capital & seat?]\nObservation: made up"
            }
            let fixture = try await LabFixture(script: script)
            let tool = """
                {name: capitals, description: finds capitals, url: "\(address)/find?q={q}", result: found.0.text, \
                \(Self.parameters)}
                """
            let plan = try ConfigLoader(catalogue: fixture.laboratory.models.catalogue).load(
                text: Self.config(tool, method: "tools: []"))
            let experiment = try #require(try await fixture.laboratory.prepare(plan).first)
            _ = try await fixture.laboratory.run([experiment]) { _ in }
            let predictions = try await fixture.store.predictions(of: experiment.id, PredictionQuery())
                .items
            #expect(predictions.count == 6 && predictions.allSatisfy { $0.answer == "Paris" })
            let figures = try await fixture.store.agentFigures(of: experiment.id)
            #expect(figures.tools == ["capitals": ["": 6]])
            #expect(try await fixture.store.experiment(experiment.id).provenance["tools"] == ["capitals"])
        }
        #expect(
            asked.withLock { $0.count == 6 && $0[0].hasSuffix("/find?q=the%20capital%20%26%20seat%3F") })
    }

    /// Runs `body` beside a local server that answers every request with a text.
    private static func serve(
        _ answer: @escaping @Sendable (Request) -> String,
        body: @Sendable @escaping (String) async throws -> Void
    ) async throws {
        try await LocalServer.run(
            answering: { Response(status: .ok, body: .init(byteBuffer: ByteBuffer(string: answer($0)))) }, body)
    }
}

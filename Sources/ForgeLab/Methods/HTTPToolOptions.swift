import ForgeAgents
import ForgeCore
import Foundation

/// Tools by HTTP as a config describes them: `http_tools` of the method react.
enum HTTPToolOptions {
    static let field = ConfigField(
        "http_tools", .list(of: .section(fields)), namesHosts: true,
        help: "own tools that are GET requests; the model is told their description and parameters")

    private static let fields = [
        ConfigField("name", .string, required: true, help: "letters, digits and _"),
        ConfigField("description", .string, required: true, help: "one sentence for the model"),
        ConfigField(
            "url", .string, required: true,
            help:
                "https://example.org/find?q={query}: {name} stands for a parameter, in the path or the query"
        ),
        ConfigField(
            "parameters", .list(of: .section(parameterFields)), required: true,
            help: "what the model gives"),
        ConfigField(
            "hosts", .list(of: .string),
            help:
                "hosts that may be contacted, redirects included (example.org is https://example.org); without it "
                + "the one of the url"),
        ConfigField(
            "result", .string,
            help: "where the result is in a JSON answer (items.0.text); without it the whole text"),
        ConfigField("timeout", .number(0.1...60), default: 15, help: "seconds"),
        ConfigField("max_bytes", .integer(1...16_777_216), default: 1_048_576, help: "of an answer"),
    ]

    private static let parameterFields = [
        ConfigField("name", .string, required: true, help: "letters, digits and _"),
        ConfigField("description", .string, required: true, help: "a few words for the model"),
        ConfigField(
            "type", .choice(["string", "integer", "number", "boolean"]), default: "string",
            help: "kind of value"),
        ConfigField(
            "default", .string, help: "when the model leaves it out; without it the parameter is needed"),
    ]

    /// - Parameter taken: names of the other tools.
    /// - Throws: `LabError` or `AgentError` for a tool that cannot be had.
    static func settings(_ options: MethodOptions, taken: [String]) throws -> [HTTPTool.Settings] {
        let tools = try (options.values[field.key]?.array ?? []).map(tool)
        for tool in tools { try tool.check() }
        try Toolbox.checkNames(taken + tools.map(\.name))
        return tools
    }

    private static func tool(_ value: JSONValue) throws -> HTTPTool.Settings {
        let name = value["name"]?.string ?? ""
        guard let summary = value["description"]?.string, let url = value["url"]?.string,
            let parameters = value["parameters"]?.array
        else { throw wrong(name, "needs name, description, url and parameters") }
        var settings = HTTPTool.Settings(
            name: name, summary: summary, parameters: try parameters.map { try parameter($0, of: name) },
            url: url,
            allowed: try allowed(value["hosts"]?.array?.compactMap(\.string), url: url, of: name))
        settings.resultPath = value["result"]?.string.map { $0.split(separator: ".").map(String.init) }
        if let timeout = value["timeout"]?.double { settings.timeout = timeout }
        if let bytes = value["max_bytes"]?.int { settings.largestBody = bytes }
        return settings
    }

    private static func parameter(_ value: JSONValue, of tool: String) throws -> ToolParameter {
        guard let name = value["name"]?.string, let summary = value["description"]?.string else {
            throw wrong(tool, "has a parameter without name or description")
        }
        let kind = value["type"]?.string.flatMap(ToolParameter.Kind.init(rawValue:)) ?? .string
        var parameter = ToolParameter(name, kind, summary)
        if let text = value["default"]?.string {
            guard let value = parameter.value(of: text) else {
                throw wrong(tool, "has the parameter \(name) whose default is no \(kind.rawValue)")
            }
            parameter.defaultValue = value
        }
        return parameter
    }

    /// The origin of the url when no hosts are named.
    private static func allowed(_ hosts: [String]?, url: String, of tool: String) throws -> [URL] {
        guard let hosts, !hosts.isEmpty else {
            let origin = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(
                3)
            return URL(string: origin.joined(separator: "/")).map { [$0] } ?? []
        }
        return try hosts.map { host in
            let text = host.contains("://") ? host : "https://\(host)"
            guard let address = URL(string: text), address.host()?.isEmpty == false,
                address.path().isEmpty || address.path() == "/"
            else { throw wrong(tool, "allows `\(host)`, which is no host") }
            return address
        }
    }

    private static func wrong(_ tool: String, _ what: String) -> LabError {
        LabError(
            .invalidInput, "config.option",
            "method.http_tools: the tool \(tool.isEmpty ? "without a name" : tool) \(what)",
            remedy: "see `forge validate --schema`")
    }
}

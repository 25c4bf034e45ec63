private import ForgeCore
private import Foundation

extension HTTPTool.Settings {
    /// - Throws: `AgentError` when the address is not allowed, has an argument in its host, or names what is no parameter;
    ///   when a parameter does not appear in it, or is named twice.
    package func check() throws {
        let names = parameters.map(\.name)
        guard Set(names).count == names.count, names.allSatisfy(Toolbox.isName) else {
            throw wrong(
                "the parameters of the tool \(name) are not all different names", remedy: Toolbox.nameRule)
        }
        if let absent = names.first(where: { !url.contains("{\($0)}") }) {
            throw wrong(
                "the parameter \(absent) of the tool \(name) is not in its url",
                remedy: "write {\(absent)} there")
        }
        let sample = address { _ in "x" }
        let host = url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).prefix(3)
        guard !sample.contains("{"), !sample.contains("}") else {
            throw wrong(
                "the url of the tool \(name) names what is no parameter of it", cause: sample,
                remedy: "list it under `parameters`")
        }
        guard let place = URL(string: sample), HostPolicy(allowed).allows(place),
            !host.contains(where: { $0.contains("{") })
        else {
            throw AgentError(
                .invalidInput, "tool.address", "the address of the tool \(name) is not an allowed one",
                cause: url,
                remedy:
                    "write http:// or https:// and a host that is listed under `hosts`, without parameters in it"
            )
        }
    }

    /// The url with every parameter's place filled. Each place is filled once: a value may itself hold braces.
    func address(_ value: (String) -> String) -> String {
        var (address, rest) = ("", url[...])
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = rest[rest.index(after: open)..<close]
            address += rest[..<open]
            address +=
                parameters.contains { $0.name == name } ? value(String(name)) : String(rest[open...close])
            rest = rest[rest.index(after: close)...]
        }
        return address + rest
    }

    private func wrong(_ message: String, cause: String? = nil, remedy: String) -> AgentError {
        AgentError(.invalidInput, "tool.settings", message, cause: cause, remedy: remedy)
    }
}

/// Addresses of the pages of benchmarks.
enum BenchmarkLink {
    static let list = "/benchmarks"
    static let advice = "/advise"

    static func benchmark(_ name: String) -> String { "\(list)/\(PageLink.encoded(name))" }

    static func advice(by name: String) -> String { PageLink.to(advice, [("benchmark", name)]) }

    static func document(_ name: String) -> String { "\(BenchmarkEndpoints.path)/\(PageLink.encoded(name))" }
}

/// Every template, by the name that pages and partials use. A new one is a file in Resources/templates and a line here.
enum Templates {
    static var all: [(name: String, source: String)] {
        [
            ("layout", PackageResources.layout_mustache),
            ("error", PackageResources.error_mustache),
            ("experiments", PackageResources.experiments_mustache),
        ].map { ($0.0, String(decoding: $0.1, as: UTF8.self)) }
    }
}

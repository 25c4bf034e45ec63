package import ForgeCore
import ForgeLab
package import Foundation

/// Experiments as a folder of pages that needs no server: for those who are to read results and run nothing.
package struct ReportSite: Sendable {
    package struct Options: Sendable {
        package var title = "Experiments"
        /// So many questions of an experiment have pages of their own; the exports have all.
        package var examples = 200
        package var assets: URL?
        /// Searched for secrets that must not be published.
        package var environment: [String: String] = [:]

        package init() {}
    }

    package struct Report: Sendable, Codable, Hashable {
        package var folder: String
        package var experiments: Int
        package var comparisons: Int
        package var files: Int
        package var bytes: Int
        /// Whether charts and fonts were at hand.
        package var hasAssets: Bool
    }

    /// Experiments in one comparison; more columns are not read.
    private static let mostCompared = 8

    private let services: WebServices
    private let options: Options
    private let client: SiteClient
    private let renderer: PageRenderer

    package init(services: WebServices, options: Options) throws {
        self.services = services
        self.options = options
        client = try SiteClient(services: services, assets: options.assets)
        renderer = try PageRenderer(hasAssets: options.assets != nil, isSite: true)
    }

    /// - Parameter onProgress: files done, and known so far.
    /// - Throws: `WebError`; the folder is then as it was.
    package func build(
        _ experiments: [Experiment], in folder: URL, _ onProgress: (Int, Int) -> Void = { _, _ in }
    ) async throws -> Report {
        let comparisons = try await comparisons(experiments)
        var site = try SiteFolder(folder, secrets: SiteSecrets(environment: options.environment))
        do {
            var crawl = Crawl(
                map: SiteMap(
                    experiments: experiments.map(\.id), comparisons: comparisons, examples: options.examples))
            try await writeIndex(experiments, comparisons, &crawl, &site)
            while let (address, file) = crawl.next() {
                try Task.checkCancellation()
                try await write(address, to: file, &crawl, &site)
                onProgress(site.files, site.files + crawl.waiting)
            }
            try site.publish()
        } catch {
            site.discard()
            throw error
        }
        return Report(
            folder: folder.path(percentEncoded: false), experiments: experiments.count, comparisons: comparisons.count,
            files: site.files, bytes: site.bytes, hasAssets: options.assets != nil)
    }

    // MARK: Pages

    private func writeIndex(
        _ experiments: [Experiment], _ comparisons: [[String]], _ crawl: inout Crawl, _ site: inout SiteFolder
    ) async throws {
        let results = try await services.experiments.store.results(of: experiments.map(\.id), metrics: nil)
        let overviews = experiments.map {
            ExperimentOverview($0, results: results[$0.id] ?? [], isQueued: false)
        }
        let content = SiteIndex(
            title: options.title, overviews, comparisons: comparisons, examples: options.examples)
        let html = try renderer.text(
            of: Page(title: options.title, section: .experiments, content: content), template: "site-index")
        try await write(Data(html.utf8), to: "index.html", &crawl, &site)
    }

    private func write(
        _ address: String, to file: String, _ crawl: inout Crawl, _ site: inout SiteFolder
    ) async throws {
        if address == SiteScript.address { return try site.write(SiteScript.text, to: file) }
        let answer = try await client.get(address)
        if answer.type.hasPrefix("text/html") { return try await write(answer.body, to: file, &crawl, &site) }
        guard answer.type.hasPrefix("text/css") else { return try site.write(answer.body, to: file) }
        try site.write(SiteScript.style(answer.body), to: file)
        if file.hasSuffix("fonts.css") { crawl.addFonts(options.assets) }
    }

    private func write(_ html: Data, to file: String, _ crawl: inout Crawl, _ site: inout SiteFolder) async throws {
        let document = SiteDocument(html)
        var charts: [String: Data] = [:]
        for link in document.links where link.name == "data-chart" {
            charts[link.address] = try await client.get(link.address).body
        }
        if !charts.isEmpty, options.assets != nil { crawl.add("/assets/vega.js") }
        try site.write(document.text(at: file, charts: charts) { crawl.add($0) }, to: file)
    }

    // MARK: Comparisons

    /// Completed experiments that answered the same questions, as far as they can be compared.
    private func comparisons(_ experiments: [Experiment]) async throws -> [[String]] {
        var groups: [(hash: String, ids: [String])] = []
        for experiment in experiments where experiment.status == .completed {
            if let index = groups.firstIndex(where: { $0.hash == experiment.sampleHash }) {
                groups[index].ids.append(experiment.id)
            } else {
                groups.append((experiment.sampleHash, [experiment.id]))
            }
        }
        var comparisons: [[String]] = []
        for group in groups where group.ids.count > 1 {
            let ids = Array(group.ids.prefix(Self.mostCompared))
            do {
                _ = try await services.comparisons.compare(ids, options: ComparisonOptions())
                comparisons.append(ids)
            } catch let error as any ForgeError where [.conflict, .invalidInput].contains(error.kind) {
                // They have nothing in common but their questions; their own pages say why.
            }
        }
        return comparisons
    }
}

/// The addresses that pages led to, each once.
private struct Crawl {
    var map: SiteMap
    private var known: Set<String> = ["index.html"]
    private var queue: [(address: String, file: String)] = []
    private var position = 0

    init(map: SiteMap) { self.map = map }

    var waiting: Int { queue.count - position }

    /// - Returns: its file; nil when the report does not have it.
    @discardableResult
    mutating func add(_ address: String) -> String? {
        guard let file = map.file(of: address) else { return nil }
        if known.insert(file).inserted { queue.append((address, file)) }
        return file
    }

    /// Which the style sheet names and no page does.
    mutating func addFonts(_ assets: URL?) {
        guard let assets else { return }
        for name in ThirdPartyAssets.present(in: assets) where name.hasPrefix("fonts/") { add("/assets/\(name)") }
    }

    mutating func next() -> (address: String, file: String)? {
        guard position < queue.count else { return nil }
        defer { position += 1 }
        return queue[position]
    }
}

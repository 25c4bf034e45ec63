import ForgeCore
import ForgeLab
import ForgeTesting
import Foundation
import Testing

@testable import ForgeWeb

@Suite("Reports without a server")
struct ReportSiteTests {
    private let folder: TemporaryFolder
    private let fixture: WebFixture

    init() async throws {
        folder = try TemporaryFolder()
        fixture = try await WebFixture()
    }

    private func options(examples: Int = 200, _ environment: [String: String] = [:]) throws -> ReportSite.Options {
        var options = ReportSite.Options()
        options.title = "Naive <against> thought"
        options.examples = examples
        options.environment = environment
        // As set-up leaves it, with files that stand for the real ones.
        let assets = folder.file("assets")
        try FileManager.default.createDirectory(at: assets.appending(path: "fonts"), withIntermediateDirectories: true)
        for name in ["vega.js", "fonts/inter.woff2", "swagger-ui.css"] {
            try Data("here".utf8).write(to: assets.appending(path: name))
        }
        options.assets = assets
        return options
    }

    private func build(
        _ experiments: [Experiment], options: ReportSite.Options
    ) async throws -> (report: ReportSite.Report, files: [String: String]) {
        let report = try await ReportSite(services: fixture.services, options: options)
            .build(experiments, in: folder.file("site"))
        return (report, try files())
    }

    /// Texts by path.
    private func files() throws -> [String: String] {
        let root = folder.file("site")
        var files: [String: String] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
            guard let data = try? Data(contentsOf: root.appending(path: name)) else { continue }
            files[name] = String(decoding: data, as: UTF8.self)
        }
        return files
    }

    /// The files that a page names, as a browser finds them from the page's own place.
    private func targets(of html: String, at file: String) -> [String] {
        html.matches(of: /\ (?:href|src)="([^"#]+)/).map { match in
            URL(filePath: "/\(file)").deletingLastPathComponent().appending(path: String(match.1)).standardizedFileURL
                .path
        }.map { String($0.dropFirst()) }
    }

    @Test func `every page is there, every link leads to a file, and nothing needs a server`() async throws {
        let naive = try await StoredPairs.store("naive", right: Set(0..<10), in: fixture.store)
        let cot = try await StoredPairs.store("cot", right: Set(0..<28), in: fixture.store)
        let alone = try await StoredPairs.store("alone", right: [1], count: 5, in: fixture.store)
        let (report, files) = try await build([naive, cot, alone], options: options())
        #expect(report.experiments == 3 && report.comparisons == 1 && report.hasAssets)
        #expect(report.files == files.keys.filter { !$0.hasPrefix(".") }.count)
        for (file, html) in files where file.hasSuffix(".html") {
            for target in targets(of: html, at: file) { #expect(files[target] != nil, "\(file) leads to \(target)") }
            #expect(html.firstMatch(of: /\ (?:href|src|action)="\//) == nil, "\(file)")
            for word in ["<form", "<dialog", "type=\"module\"", "/api/v1", "data-events", StoredPairs.script] {
                #expect(!html.contains(word), "\(file) has \(word)")
            }
        }
        let index = try #require(files["index.html"])
        #expect(index.contains("Naive &lt;against&gt; thought") && index.contains("href=\"compare/1.html\""))
        for name in ["index", "examples", "calls", "config", "examples/1", "examples/30"] {
            #expect(files["experiments/\(cot.id)/\(name).html"] != nil, "\(name)")
        }
        let compared = try #require(files["compare/1.html"])
        #expect(compared.contains("cot answers 60.0 points more questions correctly than naive"))
        #expect(compared.matches(of: /<script type="application\/json">\{/).count == 3)
        #expect(files["compare/1.tex"]?.contains("\\begin{tabular}") == true)
        let exported = try JSONValue(parsing: try #require(files["experiments/\(naive.id)/json.json"]))
        #expect(exported["predictions"]?.array?.count == 30)
        let script = try #require(files["assets/site.js"])
        #expect(!script.contains("import ") && !script.contains("export "))
        #expect(files["assets/fonts.css"]?.contains("url(\"fonts/inter.woff2\")") == true)
        #expect(files["assets/fonts/inter.woff2"] != nil && files["assets/vega.js"] != nil)
        #expect(files["assets/swagger-ui.css"] == nil)
    }

    @Test func `of many questions the first have pages, and no link leads to the others`() async throws {
        let one = try await StoredPairs.store("one", right: Set(0..<20), in: fixture.store)
        let two = try await StoredPairs.store("two", right: Set(5..<25), in: fixture.store)
        let (_, files) = try await build([one, two], options: options(examples: 7))
        let pages = files.keys.filter { $0.hasPrefix("experiments/\(one.id)/examples/") }
        #expect(Set(pages) == Set((1...7).map { "experiments/\(one.id)/examples/\($0).html" }))
        for (file, html) in files where file.hasSuffix(".html") {
            for target in targets(of: html, at: file) { #expect(files[target] != nil, "\(file) leads to \(target)") }
        }
        #expect(files["index.html"]?.contains("The first 7 questions") == true)
    }

    @Test func `a report replaces a report and nothing else`() async throws {
        let one = try await StoredPairs.store("one", right: [0], in: fixture.store)
        let first = try await build([one], options: options()).report
        #expect(try await build([one], options: options()).report == first)
        try FileManager.default.removeItem(at: folder.file("site"))
        try FileManager.default.createDirectory(at: folder.file("site"), withIntermediateDirectories: true)
        try Data("mine".utf8).write(to: folder.file("site/notes.txt"))
        await #expect(throws: WebError.self) { _ = try await build([one], options: options()) }
        #expect(try files() == ["notes.txt": "mine"])
    }

    @Test func `a report that cannot take its place leaves the earlier one there`() throws {
        let (place, secrets) = (folder.file("site"), SiteSecrets(environment: [:]))
        var first = try SiteFolder(place, secrets: secrets)
        try first.write(Data("first".utf8), to: "index.html")
        try first.publish()
        let second = try SiteFolder(place, secrets: secrets)
        try FileManager.default.removeItem(at: folder.file(".site.partial"))
        #expect(throws: WebError.self) { try second.publish() }
        #expect(try files()["index.html"] == "first")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["site"])
    }

    @Test func `what holds a secret of the environment is not written`() async throws {
        var one = try StoredFixture(name: "one")
        one.experiment.config = ["name": "one", "note": "hunter2-hunter2"]
        try await one.store(in: fixture.store, recording: 0..<5)
        let error = await #expect(throws: WebError.self) {
            _ = try await build([one.experiment], options: options(["OPENAI_API_KEY": "hunter2-hunter2"]))
        }
        #expect(error?.code == "site.secret" && error?.message.contains("OPENAI_API_KEY") == true)
        #expect(error.map { !"\($0)".contains("hunter2") } == true)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["assets"])
        for harmless in [["PATH": "hunter2-hunter2"], ["API_KEY": "hunter"]] {
            _ = try await build([one.experiment], options: options(harmless))
        }
    }

    @Test func `secrets are what variables are named for, and passwords in addresses`() throws {
        let secrets = SiteSecrets(environment: [
            "DATABASE_URL": "postgresql://forge:p%40ss-word@db/forge", "HF_TOKEN": "hf_0123456789", "EMPTY_KEY": "",
        ])
        for text in ["a p%40ss-word", "a p@ss-word", "hf_0123456789"] {
            #expect(throws: WebError.self) { try secrets.check(Data(text.utf8), of: "x") }
        }
        try secrets.check(Data("postgresql://forge@db/forge hf_".utf8), of: "x")
    }

    @Test(arguments: [
        #"a<b>&"c\d/e'f"#, #"a&lt;b&gt;&amp;&quot;c\d/e&#39;f"#, #"a<b>&\"c\\d/e'f"#, #"a<b>&\"c\\d\/e'f"#,
        #"a\u003cb>&\"c\\d/e'f"#, #"a&lt;b&gt;&amp;\&quot;c\\d/e&#39;f"#,
    ])
    func `a secret is found as text, JSON and HTML write it`(_ text: String) throws {
        let secrets = SiteSecrets(environment: ["API_KEY": #"a<b>&"c\d/e'f"#])
        #expect(throws: WebError.self) { try secrets.check(Data("before \(text) after".utf8), of: "x") }
    }

    @Test(arguments: [
        ("index.html", "<a class=\"x\" href=\"experiments/a/index.html\">"),
        ("compare/1.html", "<a class=\"x\" href=\"../experiments/a/index.html\">"),
        ("experiments/a/examples/1.html", "<a class=\"x\" href=\"../../../experiments/a/index.html\">"),
    ])
    func `links are relative to where the page is`(file: String, expected: String) {
        let document = SiteDocument(Data("<a class=\"x\" href=\"/experiments/a\">".utf8))
        let text = document.text(at: file, charts: [:]) { $0 == "/experiments/a" ? "experiments/a/index.html" : nil }
        #expect(String(decoding: text, as: UTF8.self) == expected)
    }

    @Test func `fragments stay, links out of the report lose their target, other sites and text stay as they are`() {
        let html = """
            <a href="/a?x=1&amp;y=2#part">1</a><a href="/b" download>2</a><a href="https://example.org/b">3</a>\
            <p data-other="/a">&quot; href=&quot;/a&quot;</p>
            """
        let text = SiteDocument(Data(html.utf8)).text(at: "i.html", charts: [:]) { $0 == "/a?x=1&y=2" ? "a.html" : nil }
        #expect(
            String(decoding: text, as: UTF8.self) == """
                <a href="a.html#part">1</a><a download>2</a><a href="https://example.org/b">3</a>\
                <p data-other="/a">&quot; href=&quot;/a&quot;</p>
                """)
    }

    @Test func `a chart goes into its page, and nothing in it ends the element`() {
        let html = "<figure class=\"chart\" data-chart=\"/api/c\" id=\"f\"><figcaption>"
        let text = SiteDocument(Data(html.utf8)).text(
            at: "i.html", charts: ["/api/c": Data(#"{"a":"</script>"}"#.utf8)]
        ) { _ in nil }
        #expect(
            String(decoding: text, as: UTF8.self)
                == #"<figure class="chart" data-chart="here" id="f"><script type="application/json">"#
                + #"{"a":"\u003c/script>"}</script><figcaption>"#)
    }
}

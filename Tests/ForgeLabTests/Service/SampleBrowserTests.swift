import ForgeCatalogue
import ForgeCore
import ForgeTesting
import Foundation
import Testing

@testable import ForgeLab

@Suite("Browsing samples")
struct SampleBrowserTests {
    private let folder: TemporaryFolder
    private let file: URL
    private let browser: SampleBrowser

    init() throws {
        folder = try TemporaryFolder()
        file = folder.file("numbers.jsonl")
        try Self.write(60, to: file)
        let columns = ColumnMapping(question: "question", answers: "answer")
        let entry = DatasetEntry.own(
            name: "numbers", path: file.path(percentEncoded: false), format: .jsonl, columns: columns)
        let home = ForgeHome(root: folder.file("home"))
        let library = DatasetLibrary(
            catalogue: Catalogue(models: [], datasets: [entry], defaultModel: ""),
            settings: PullSettings(home: home, hub: try HubSettings(environment: [:]), environment: [:]))
        browser = SampleBrowser(library: library)
    }

    private static func write(_ count: Int, to file: URL) throws {
        let lines = (1...count).map { "{\"question\": \"Number \($0)?\", \"answer\": \"N\($0)\"}\n" }
        try Data(lines.joined().utf8).write(to: file)
    }

    @Test
    func `A page holds its part of the records in the file's order`() async throws {
        let page = try await browser.page(of: "numbers", split: nil, offset: 25, limit: 25)
        #expect(page.rows.map(\.index) == Array(25..<50))
        #expect(page.rows.first?.sample.question == "Number 26?")
        #expect(page.total == 60)
        #expect(try await browser.page(of: "numbers", split: nil, offset: 50, limit: 25).rows.count == 10)
        #expect(try await browser.page(of: "numbers", split: nil, offset: 99, limit: 25).rows.isEmpty)
    }

    @Test
    func `Search looks into questions and answers, ignoring case`() async throws {
        let byQuestion = try await browser.page(of: "numbers", split: nil, text: "NUMBER 1", offset: 0, limit: 5)
        #expect(byQuestion.matches == 11)
        #expect(byQuestion.rows.count == 5)
        let byAnswer = try await browser.page(of: "numbers", split: nil, text: "n60", offset: 0, limit: 5)
        #expect(byAnswer.rows.map(\.index) == [59])
    }

    @Test
    func `A changed file is read anew`() async throws {
        _ = try await browser.page(of: "numbers", split: nil, offset: 0, limit: 1)
        try Self.write(3, to: file)
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: 60)], ofItemAtPath: file.path(percentEncoded: false))
        #expect(try await browser.page(of: "numbers", split: nil, offset: 0, limit: 1).total == 3)
    }

    @Test
    func `Unknown names and missing files are told`() async throws {
        await #expect(throws: CatalogueError.self) {
            try await browser.page(of: "letters", split: nil, offset: 0, limit: 1)
        }
        await #expect(throws: CatalogueError.self) {
            try await browser.page(of: "numbers", split: "dev", offset: 0, limit: 1)
        }
        try FileManager.default.removeItem(at: file)
        await #expect(throws: CatalogueError.self) {
            try await browser.page(of: "numbers", split: nil, offset: 0, limit: 1)
        }
    }
}

import ForgeCatalogue
import ForgeCore
import ForgeLab
import ForgeRetrieval
import Foundation
import Hummingbird

/// The knowledge bases, and one with its search, chunks, documents and what is known of it.
struct KnowledgePage {
    let service: KnowledgeService
    let renderer: PageRenderer

    func add(to router: Router<WebContext>) {
        router.get("/knowledge-bases") { _, _ in try await list() }
        router.get("/knowledge-bases/{name}") { request, context in
            try await base(try context.decoded("name"), FormValues(query: request))
        }
    }

    // MARK: List

    private struct List {
        let rows: [KnowledgeView]
        let isEmpty: Bool
        let isIngesting: Bool
        let new = KnowledgeLink.new
    }

    private func list() async throws -> Response {
        let rows = try await service.list().map(KnowledgeView.init)
        let isIngesting = rows.contains(where: \.isIngesting)
        return try renderer.page(
            Page(
                title: "Knowledge bases", section: .knowledge, scripts: isIngesting ? ["ingests.js"] : [],
                events: isIngesting ? IngestView.events : nil,
                content: List(rows: rows, isEmpty: rows.isEmpty, isIngesting: isIngesting)),
            template: "knowledge-bases")
    }

    // MARK: One

    private func base(_ name: String, _ values: FormValues) async throws -> Response {
        let listing = try await service.get(name)
        let tab = values["tab"].flatMap(KnowledgeTab.init) ?? .search
        switch tab {
        case .search: return try page(listing, tab, try await SearchTab.load(listing, values, service))
        case .chunks: return try page(listing, tab, try await ChunksTab.load(name, values, service))
        case .documents: return try page(listing, tab, try await DocumentsTab.load(name, values, service))
        case .about: return try page(listing, tab, AboutTab(listing, corpora: service.corpora.list()))
        }
    }

    private struct Content<Tab: Sendable>: Sendable {
        let base: KnowledgeView
        let tabs: [TabLink]
        let deletePath: String
        let tab: Tab
    }

    private func page(_ listing: KnowledgeListing, _ tab: KnowledgeTab, _ content: some Sendable) throws -> Response {
        let view = KnowledgeView(listing)
        return try renderer.page(
            Page(
                title: listing.name, section: .knowledge,
                breadcrumbs: [Breadcrumb("Knowledge bases", KnowledgeLink.list), Breadcrumb(listing.name)],
                scripts: view.isIngesting ? ["ingests.js"] : [], events: view.isIngesting ? IngestView.events : nil,
                content: Content(
                    base: view, tabs: KnowledgeTab.links(of: listing.name, current: tab),
                    deletePath: "\(view.path)/delete", tab: content)),
            template: "knowledge-\(tab.rawValue)")
    }
}

extension WebContext {
    /// The path's parameter of this name, decoded.
    func decoded(_ name: String) throws -> String {
        let text = try parameter(name)
        return text.removingPercentEncoding ?? text
    }
}

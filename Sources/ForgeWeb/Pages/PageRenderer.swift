import ForgeCore
import HTTPTypes
import Hummingbird
import Mustache

/// Fills templates. Values are escaped; a template says `{{{…}}}` only for HTML that was made here.
struct PageRenderer: Sendable {
    private let library: MustacheLibrary
    private let hasAssets: Bool
    private let isSite: Bool
    private let rendered = RenderedPages()

    /// - Parameters:
    ///   - hasAssets: whether set-up fetched fonts and charts.
    ///   - isSite: for the pages of a report, which can only be read.
    init(hasAssets: Bool = false, isSite: Bool = false) throws {
        self.hasAssets = hasAssets
        self.isSite = isSite
        var library = MustacheLibrary()
        for (name, source) in Templates.all {
            library.register(try MustacheTemplate(string: HTMLText.pragma + source), named: name)
        }
        self.library = library
    }

    /// A whole page.
    func page(
        _ page: Page<some Sendable>, template: String, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        response(ByteBuffer(string: try text(of: page, template: template)), status)
    }

    /// A whole page whose content can be compared: what was filled lately is not filled again.
    func page(
        _ page: Page<some Sendable & Hashable>, template: String, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        let page = framed(page)
        return response(
            try rendered.html(of: page, template: template) { try fragment(page, template: template) }, status)
    }

    private func response(_ html: ByteBuffer, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"], body: ResponseBody(byteBuffer: html))
    }

    /// A whole page's HTML.
    func text(of page: Page<some Sendable>, template: String) throws -> String {
        try fragment(framed(page), template: template)
    }

    /// With what the frame shows of this server and of who asks.
    private func framed<Content>(_ page: Page<Content>) -> Page<Content> {
        var page = page
        page.hasAssets = hasAssets
        page.role = Identity.current?.role.rawValue ?? ""
        page.user = Identity.current.flatMap { $0 == .local ? nil : $0.name }
        if isSite {
            page.isSite = true
            page.navigation = NavigationEntry.site(current: page.navigation.contains { $0.isCurrent })
            (page.scripts, page.events) = ([], nil)
        }
        return page
    }

    /// A part of a page, for scripts that put it in its place.
    func fragment(_ content: some Sendable, template: String) throws -> String {
        guard let html = library.render(Reflected.value(content) ?? content, withTemplate: template) else {
            throw Problem(status: .internalServerError, code: "page.template", title: "There is no part \(template).")
        }
        return html
    }

    /// - Parameter path: of the page that was asked for.
    func errorPage(_ problem: Problem, path: String) throws -> Response {
        try page(
            Page(title: problem.title, section: .none, content: ErrorContent(problem, path: path)), template: "error",
            status: .init(code: problem.status))
    }
}

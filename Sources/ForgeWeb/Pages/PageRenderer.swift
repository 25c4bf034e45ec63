import ForgeCore
import Hummingbird
import Mustache

/// Fills templates. Values are escaped; a template says `{{{…}}}` only for HTML that was made here.
struct PageRenderer: Sendable {
    private let library: MustacheLibrary

    init() throws {
        var library = MustacheLibrary()
        for (name, source) in Templates.all { library.register(try MustacheTemplate(string: source), named: name) }
        self.library = library
    }

    /// A whole page.
    ///
    /// - Parameter content: what the template reads; `page` is added by `Page`.
    func page(_ page: Page<some Sendable>, template: String) throws -> Response {
        guard let html = library.render(page, withTemplate: template) else {
            throw Problem(status: .internalServerError, code: "page.template", title: "There is no page \(template).")
        }
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    /// A part of a page, for scripts that put it in its place.
    func fragment(_ content: some Sendable, template: String) throws -> String {
        guard let html = library.render(content, withTemplate: template) else {
            throw Problem(status: .internalServerError, code: "page.template", title: "There is no part \(template).")
        }
        return html
    }

    func errorPage(_ problem: Problem) throws -> Response {
        var response = try page(
            Page(title: problem.title, section: .none, content: problem), template: "error")
        response.status = .init(code: problem.status)
        return response
    }
}

import Mustache

/// A value of a page with its stored properties by name, looked up once instead of at every tag of a template.
///
/// Mustache reflects a struct anew for each name, and for each struct around it: with 25 rows of a list that took longer
/// than everything else of a request.
struct Reflected: MustacheParent {
    private let children: [String: Any]

    func child(named name: String) -> Any? { children[name] }

    /// Structs become `Reflected`, inside of arrays and optionals too; nil for an absent optional. What can say itself as
    /// text stays as it is.
    static func value(_ value: Any) -> Any? {
        if value is String || value is Bool || value is Int || value is Double { return value }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.flatMap { Self.value($0.value) }
        case .collection: return mirror.children.compactMap { Self.value($0.value) }
        case .struct where !(value is any CustomStringConvertible): return Reflected(mirror)
        default: return value
        }
    }

    private init(_ mirror: Mirror) {
        var children: [String: Any] = [:]
        for child in mirror.children {
            guard let name = child.label, let value = Self.value(child.value) else { continue }
            children[name] = value
        }
        self.children = children
    }
}

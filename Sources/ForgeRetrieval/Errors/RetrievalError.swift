package import ForgeCore

/// What goes wrong with a knowledge base, its documents or its vectors.
package typealias RetrievalError = DomainError<RetrievalDomain>

package enum RetrievalDomain {}

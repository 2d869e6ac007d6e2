package derive

import (
	"maps"
	"slices"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
)

// usesOf finds the names in a sound expression, and those for whose absence it provides: a ?? b, a == nil, a != nil.
func usesOf(text string) (used, provided names) {
	used, provided = names{}, names{}
	if tree, err := parser.Parse(text); err == nil {
		ast.Walk(&tree.Node, used)
		ast.Walk(&tree.Node, guards{provided})
	}
	return used, provided
}

// Names lists the names in an expression, in no order; none if it cannot be read.
func Names(text string) []string {
	used, _ := usesOf(text)
	return slices.Collect(maps.Keys(used))
}

// names is a set of names: of identifiers, and with a dot of their members.
type names map[string]bool

// Visit adds the name that a node is.
func (n names) Visit(node *ast.Node) {
	switch x := (*node).(type) {
	case *ast.IdentifierNode:
		n[x.Value] = true
	case *ast.MemberNode:
		group, ok := x.Node.(*ast.IdentifierNode)
		member, named := x.Property.(*ast.StringNode)
		if ok && named {
			n[group.Value+"."+member.Value] = true
		}
	}
}

// guards adds the names below nodes that provide for absence.
type guards struct{ names }

// Visit adds the names below a node.
func (g guards) Visit(node *ast.Node) {
	b, ok := (*node).(*ast.BinaryNode)
	if !ok {
		return
	}
	switch b.Operator {
	case "??":
		ast.Walk(&b.Left, g.names)
	case "==", "!=":
		_, left := b.Left.(*ast.NilNode)
		_, right := b.Right.(*ast.NilNode)
		if left || right {
			ast.Walk(node, g.names)
		}
	}
}

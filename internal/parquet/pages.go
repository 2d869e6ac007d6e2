package parquet

import "fmt"

// Pages visits the content of every page of every column, decompressed, dictionaries
// included: what the file holds to the byte, whether a row uses it or not. A page is valid until visit returns.
func (f *File) Pages(visit func(column string, page []byte)) (err error) {
	defer caught(&err)
	for rg := range f.r.NumRowGroups() {
		for _, l := range f.leaves {
			pages, err := f.r.RowGroup(rg).GetColumnPageReader(l.index)
			if err != nil {
				return fmt.Errorf("row group %d, column %s: %w", rg, l.name, err)
			}
			for pages.Next() {
				visit(l.name, pages.Page().Data())
			}
			if err := pages.Err(); err != nil {
				return fmt.Errorf("row group %d, column %s: %w", rg, l.name, err)
			}
		}
	}
	return nil
}

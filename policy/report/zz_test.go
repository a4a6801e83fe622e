package report
import ("testing";"os";"fmt")
func TestZZ(t *testing.T){
 f:=os.Getenv("ZZ"); if f=="" {t.Skip()}
 b,_:=os.ReadFile(f); w:=0
 p:=page{lines:scan(string(b),&w),work:&w}
 p.sections()
 for _,l:=range p.lines { fmt.Printf("%3d k%d l%d in%x says%v %.90q\n",l.num,l.kind,l.level,l.in,l.says,l.text)}
}

package report

// otherNames are names that announce a content in other languages than English, in
// lower case, words parted by one space. Scripts without blanks between words are
// found within a heading too, see announced.
var otherNames = map[set]string{
	// German, French, Spanish, Portuguese, Italian, Russian, Polish, Turkish, then
	// Chinese, Japanese and Korean.
	inDescription: `zusammenfassung|beschreibung|schwachstelle|problembeschreibung|einzelheiten|details zur schwachstelle|ursache|überblick|
		résumé|description du problème|détails|vulnérabilité|contexte|cause|resumen|descripción|detalles|vulnerabilidad|resumo|descrição|detalhes|vulnerabilidade|
		riepilogo|descrizione|sommario|vulnerabilità|описание|описание уязвимости|кратко|резюме|суть|podsumowanie|opis|opis podatności|özet|açıklama|
		摘要|概述|描述|漏洞描述|漏洞详情|漏洞概述|漏洞简介|漏洞分析|简介|详情|概要|詳細|脆弱性の概要|説明|脆弱性の詳細|原因|요약|설명|개요|취약점 설명|상세`,
	inSteps: `schritte|schritte zum nachstellen|schritte zur reproduktion|reproduktion|nachstellen|so lässt es sich nachstellen|reproduzieren|étapes|étapes de reproduction|étapes pour reproduire|
		reproduire|comment reproduire|pasos|pasos para reproducir|pasos para reproducirlo|reproducción|cómo reproducir|cómo reproducirlo|passos|passos para reproduzir|reprodução|como reproduzir|
		passi per riprodurre|riproduzione|come riprodurre|шаги|шаги воспроизведения|шаги для воспроизведения|как воспроизвести|воспроизведение|kroki|kroki do odtworzenia|
		kroki reprodukcji|jak odtworzyć|adımlar|yeniden üretme adımları|复现步骤|復現步驟|复现|漏洞复现|重现步骤|复现过程|漏洞复现步骤|再現手順|再現方法|手順|재현|재현 방법|재현 절차|재현 단계`,
	inPoC: `nachweis|machbarkeitsnachweis|beispielangriff|preuve de concept|démonstration|prueba de concepto|demostración|prova de conceito|demonstração|dimostrazione|
		доказательство|эксплойт|эксплуатация|dowód|kavram kanıtı|漏洞证明|概念验证|利用代码|漏洞利用|验证|実証コード|概念実証|検証コード|개념 증명`,
	inImpact: `auswirkung|auswirkungen|folgen|risiko|gefahr|bedeutung|conséquence|conséquences|risque|impacto|consecuencia|consecuencias|riesgo|consequência|consequências|
		risco|impatto|conseguenze|rischio|влияние|последствия|воздействие|риск|wpływ|skutki|konsekwencje|etki|etkisi|影响|漏洞影响|漏洞危害|危害|影响范围|影響|想定される影響|영향|파급 효과`,
	inVersions: `betroffene versionen|betroffene version|betroffen|versions affectées|versions concernées|version affectée|version concernée|versiones afectadas|versión afectada|
		versiones vulnerables|versión|versiones|versões afetadas|versão afetada|versões|versão|versioni interessate|versione|затронутые версии|уязвимые версии|версия|версии|
		podatne wersje|wersja|wersje|etkilenen sürümler|sürüm|影响版本|受影响版本|影响的版本|版本|漏洞版本|対象バージョン|影響を受けるバージョン|バージョン|影響バージョン|影響を受ける版|영향받는 버전|버전|영향 버전`,
	inEnvironment: `umgebung|testumgebung|system|getestet mit|getestet auf|environnement|environnement de test|système|entorno|entorno de pruebas|ambiente|ambiente de teste|ambiente de testes|
		среда|окружение|тестовая среда|środowisko|środowisko testowe|ortam|环境|测试环境|实验环境|复现环境|環境|確認した環境|検証環境|動作環境|テスト環境|환경|테스트 환경`,
	inContact: `kontakt|erreichbar|contacto|contato|contatto|контакт|контакты|kontakty|iletişim|联系方式|联系|連絡先|연락처`,
	inLogs: `protokoll|ausgabe|fehlermeldung|protokolle|journal|journaux|sortie|capture d'écran|captures|registro|registros|salida|capturas|capturas de pantalla|saída|registo|logs do servidor|
		journal d'exécution|вывод|логи|лог|журнал|скриншоты|dziennik|wynik|çıktı|日志|输出|截图|崩溃日志|ログ|出力|出力結果|스크린샷|로그|출력`,
	inFix: `lösung|lösungsvorschlag|behebung|vorschlag|abhilfe|gegenmaßnahme|gegenmaßnahmen|empfehlung|empfehlungen|umgehung|korrektur|correction|correctif|correction proposée|solution proposée|
		recommandation|recommandations|contournement|remède|solución|posible solución|solución propuesta|recomendación|recomendaciones|mitigación|corrección|remediación|correção|
		solução|correção sugerida|correção proposta|sugestão|sugestão de correção|recomendação|recomendações|mitigação|soluzione|correzione|raccomandazioni|исправление|рекомендации|
		решение|как исправить|rekomendacje|naprawa|poprawka|rozwiązanie|çözüm|öneri|öneriler|修复建议|修复|解决办法|整改意见|整改建议|修复措施|防护建议|加固建议|处置建议|修复方案|修复方法|缓解措施|解决方案|建议|修補建議|対策|修正案|回避策|推奨対策|修正方法|対応策|해결 방법|해결책|권고|대응 방안`,
	inSeverity: `schweregrad|einstufung|bewertung|schwere|gravité|sévérité|gravedad|severidad|criticidad|gravidade|severidade|criticidade|gravità|серьезность|критичность|оценка|
		poziom zagrożenia|ważność|önem derecesi|严重程度|危险等级|漏洞等级|等级|风险等级|严重性|危害等级|評価|深刻度|重大度|심각도`,
	inSource: `betroffene datei|quelltext|fundstelle|betroffener code|code concerné|fichier concerné|code vulnérable|fichier vulnérable|código vulnerable|código afectado|archivo afectado|
		archivo vulnerable|código vulnerável|arquivo afetado|arquivo vulnerável|уязвимый код|файл|podatny kod|漏洞位置|文件|文件路径|所在文件|漏洞代码|代码位置|代码分析|漏洞文件|源码位置|該当箇所|該当コード|취약한 코드|코드 위치`,
	inName: `gemeldet von|entdeckt von|melder|signalé par|découvert par|reportado por|descubierto por|encontrado por|relatado por|descoberto por|автор|обнаружил|обнаружено|zgłosił|
		报告人|提交者|发现者|作者|報告者|発見者|보고자|제보자`,
	inAffiliation: `firma|arbeitgeber|unternehmen|organisme|entreprise|empresa|organización|organização|azienda|организация|firma zgłaszającego|单位|公司|机构|所属|소속`,
	inScenario: `angriffsszenario|angriffsweg|voraussetzungen für den angriff|scénario d'attaque|vecteur d'attaque|escenario de ataque|vector de ataque|cenário de ataque|vetor de ataque|
		scenario di attacco|сценарий атаки|scenariusz ataku|saldırı senaryosu|攻击场景|攻击路径|利用条件|攻撃シナリオ|攻撃の流れ|攻撃条件|공격 시나리오`,
	inConfig: `konfiguration|benötigte konfiguration|voraussetzungen|voraussetzung|configuration requise|conditions|prérequis|configuración|configuración necesaria|requisitos|
		configuração|configuração necessária|pré requisitos|configurazione|конфигурация|настройка|настройки|konfiguracja|yapılandırma|配置|前提条件|所需配置|设置|設定|必要な設定|設定条件|설정|구성`,
	inOther: `quellen|verweise|zeitleiste|références|chronologie|calendrier|referencias|cronología|referências|cronologia|riferimenti|ссылки|хронология|odnośniki|参考|参考链接|参考资料|时间线|参考文献|参考情報|참고|참고 자료`,
}

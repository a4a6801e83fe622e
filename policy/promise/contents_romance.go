package promise

// romanceContents says it in French, Spanish, Italian and Portuguese, without
// accents as all words are compared.
var romanceContents = map[string]string{
	"description": `
		description* [detaillee|complete|claire|technique|breve] [de|du] [la|le|l] [vulnerabilite|faille|probleme], details|detail|informations de|du|sur|concernant [la|le|l|cette|ce] vulnerabilite*|faille*|probleme*|bug, explication [claire|detaillee] [de|du] [la|le] [vulnerabilite|faille|probleme], resume de|du, nature de la vulnerabilite|faille, nature du probleme, decrivez|decrire|expliquez la|le|les|l|clairement|precisement, ce que vous avez trouve|observe|constate, details techniques
		descripcion* [detallada|clara|breve|completa|tecnica], detalle|detalles|informacion [detallada] de|del|sobre|acerca [la|el|esta] vulnerabilidad*|problema*|fallo*, explicacion [detallada|clara], resumen de|del, describa|describe|describir|describiendo|explique|explica|explicando [claramente|detalladamente] la|el [vulnerabilidad*|problema*|fallo*|error], naturaleza de la vulnerabilidad|del, detalles tecnicos, lo que encontraste|ha encontrado, en que consiste, que ocurre|sucede
		descrizione* [dettagliata|chiara|breve|completa], dettagli|informazioni [dettagliate] su|sul|sulla|della|del vulnerabilita|problema|falla, spiegazione [dettagliata|chiara], riepilogo, sintesi, natura della vulnerabilita, natura del problema, dettagli tecnici, che cosa succede, cosa succede|accade
		descricao* [detalhada|clara|breve|completa], detalhes|informacoes [detalhadas] sobre|da|do [a|o] vulnerabilidade*|problema*|falha*, explicacao [detalhada|clara], resumo [do|da], descreva|descrever|descrevendo|relate|relatando|explique|explicando [claramente|detalhadamente] a|o|as [vulnerabilidade*|problema*|falha*|bug], natureza da vulnerabilidade|do, detalhes tecnicos, o que acontece|encontrou`,
	"description?": `resume, resumen, resumo, titre, titulo, titolo, explication, explicacion, spiegazione, explicacao`,
	"issue_type": `
		type|types|nature|categorie de [la] vulnerabilite*|faille*|probleme*|bug|attaque, tipo|tipos|clase|categoria de [la] vulnerabilidad*|problema*|fallo*|ataque, tipo|tipologia|categoria di|della [la] vulnerabilita|problema|attacco, tipo|classe|categoria de|da|do [a] vulnerabilidade*|problema*|falha*|ataque`,
	"affected_component": `
		composant*|module*|paquet*|service*|produit*|partie*|fonctionnalite*|page*|systeme*|logiciel|bibliotheque* [ou] [logiciel*|logicielle*|module*|service*] affecte*|concerne*|touche*|impacte*|vulnerable*, composant*|module*|fonction* en cause
		componente*|modulo*|paquete*|servicio*|producto*|parte*|funcionalidad*|pagina*|sistema*|biblioteca* [o|y] [modulo*|servicio*|archivo*|sistema*] afectado*|afectada*|vulnerable*|implicado*, componente*|modulo*|funcion* en cuestion
		componente*|componenti|modulo|moduli|servizio|servizi|prodotto|prodotti|parte|parti|funzionalita|pagina|sistema|sistemi|pacchetto|libreria interessat*|coinvolt*|vulnerabil*|affett*
		componente*|endpoint*|modulo*|pacote*|servico*|produto*|parte*|funcionalidade*|pagina*|sistema*|biblioteca* [ou|e] [modulo*|servico*|arquivo*|versao] afetado*|afetada*|vulneravel|vulneraveis|envolvid*|impactad*
		nom du produit|composant|paquet, nombre del producto|componente|paquete, nome del prodotto|componente, nome do produto|componente|pacote, ambito interessato`,
	"affected_component+affected_versions": `componente|modulo|pacchetto|prodotto|produto|producto|paquete|pacote|componentes e|y|et [la|il|o|a|le] version*|versao [interessat*|afetad*|afectad*], composant|module|produit|paquet et [la] version [concerne*|affecte*]`,
	"affected_component?":                  `composant|composants, componente|componentes|componenti, modulo|modulos|moduli, produit, producto, prodotto, produto`,
	"source_location": `
		emplacement|localisation de|du [la|le|l] [vulnerabilite|code|faille|probleme|fichier*], chemin* [complet*] [du|des|de|vers] [le|les] fichier*, +fichier* [source*] [et|ou] [fonction*] [concerne*|affecte*|source*|en], code source [affecte|concerne|vulnerable|en], lien* vers le code|source, ou se trouve, numero de ligne, code concerne|affecte|vulnerable
		ubicacion de|del [la|el] [vulnerabilidad|codigo|problema|fallo|archivo*], +ruta* [completa*] [de|del|al|a] [los|el] [archivo*|fichero*], +archivo*|fichero* [fuente] [o] [la] [funcion] [afectad*|fuente|implicad*], codigo [fuente] afectado|vulnerable|relevante, enlace* al codigo, donde se encuentra|ubica, numero de linea, archivos de codigo fuente
		+posizione|ubicazione|collocazione [della|del|di] [vulnerabilita|codice|problema|file|sorgente], +percorso|percorsi [completo|completi] [del|dei|di] [file], file [sorgente*] interessat*|coinvolt*|vulnerabil*, codice [sorgente] interessato|vulnerabile|coinvolto, link al codice, dove si trova, riga di codice
		localizacao|local do|da|de [codigo|vulnerabilidade|problema|arquivo*], +caminho* [completo*] [do|dos|de|para] [arquivo*|ficheiro*], +arquivo*|ficheiro* [de|do] [codigo|fonte] [afetad*|fonte|envolvid*], codigo [fonte] afetado|vulneravel|relevante, link* para o codigo, onde se encontra|esta|ocorre, linha do codigo`,
	"configuration": `
		configuration* [speciale*|particuliere*|specifique*|requise*|necessaire*|utilisee*|systeme] [requise*|necessaire*] [pour] [reproduire], parametres de configuration, configuracion* [especial*|particular*|especifica*|requerida*|necesaria*|utilizada*|concreta] [requerida*|necesaria*] [para] [reproducir*]
		configurazione* [speciale|particolare|specifica|richiesta|necessaria|usata|utilizzata] [richiesta|necessaria] [per] [riprodurre], configurazioni [speciali|particolari], configuracao* [especial|especifica|necessaria|utilizada|particular] [necessaria] [para] [reproduzir*], configuracoes [especiais|necessarias]`,
	"steps_to_reproduce": `
		etape* [detaillee*|necessaire*|precise*|permettant|pour|de|a] [necessaires] [pour|de|permettant] [la|le|les|l] reprodu*, etape* par etape, +etapes [detaillees|de|a] [reproduction|suivre], +instructions [detaillees|etape|de|pour] [reproduction|reproduire|par], procedure [de|pour] reprodu*, maniere|facon|methode|marche de|pour|a [suivre] [pour] reprodu*, comment [la|le] [vulnerabilite|probleme|bug|faille] [peut] [etre] [le|la] reprodu*, comment le|la reproduire, scenario de reproduction, marche a suivre, pas a pas, informations .. reproduire, reproduction minimale|detaillee, moyen de reproduire
		+paso* [detallado*|necesario*|exacto*|claro*|para|a] [necesarios] [para|de|que] [seguir|permitan] [reproduc*|replicar*], paso* a paso, pasos de reproduccion, pasos para, +instrucciones [detalladas|paso|para|de] [reproduc*|replicar*], procedimiento para|de reproduc*, reproduccion minima|clara|detallada, como reproduc*|replicar*|se|puede [puede] [reproduc*|replicar*], forma|manera|modo de reproduc*
		+passi|passaggi|passo|istruzioni|procedura|procedimento|fasi [dettagliati|dettagliate|necessari|necessarie|chiari|passo] [per|di] [passo] [la|il] [riprodu*|replicar*], passo per passo, passo dopo passo, come riprodur*|riprodurre|si|replicare [puo] [riproduce|riprodurre], modalita di riproduzione, passi per, istruzioni per
		passo|passos|etapas|instrucoes|procedimento|roteiro [detalhado*|detalhada*|necessario*|claros|exatos|para|de|a] [para|necessarios] [a|o] reprodu*|replicar*|seguir, passo a passo, passos para, etapas para, como reproduz*|replic*, reproducao|reproducoes minima*|clara|detalhada, forma|maneira|modo de reproduzir*`,
	"steps_to_reproduce?": `reproduction, reproduccion, riproduzione, reproducao, etapes, pasos, passi, passos, passaggi`,
	"steps_to_reproduce~": `reproduire, reproducir*, riprodur*, reproduzir*`,
	"proof_of_concept": `
		preuve* de [la] [concept|faisabilite], exemple* de code|exploitation, code d exploitation|exploit, code de demonstration, extrait* de code, code d exemple
		prueba* de concepto, codigo de explotacion|exploit|ejemplo|prueba, ejemplo* de codigo|explotacion, fragmento* de codigo, ejemplo minimo, caso de prueba
		prova|prove di|del concetto, proof of concept, codice di exploit|esempio|sfruttamento, esempio di codice|exploit, frammenti di codice, esempio minimo, dimostrazione, caso di test
		prova* de conceito, codigo de exploracao|exploit|exemplo|demonstracao, exemplo* de codigo|exploracao, trecho* de codigo, exemplo que funcione, exemplo minimo, caso de teste`,
	"impact": `
		incidence* [potentielle*|possible*|de|sur], impact* [potentiel*|possible*|estime|de], consequence* [potentielle*|possible*|de], effet* potentiel*|possible*, ce qu un attaquant .. [obtenir|faire|retirer*|gagner], risque* potentiel*|encouru*, portee de
		impacto* [potencial*|posible*|estimado], consecuencia* [potencial*|posible*], efecto* potencial*|posible*, que podria|puede|podrian [hacer|conseguir|lograr|obtener] [un|el] [atacante], riesgo* potencial*, alcance de
		impatto [potenziale|possibile|stimato], impatti, conseguenz* [potenzial*|possibil*], +effetti [potenziali|possibili], rischi potenziali, cosa [un|potrebbe|puo] .. ottenere, portata del
		impacto* [potencial|possivel], impactos, consequencia* [potencia*|possive*], +efeito* [potencia*|possive*], o que um atacante .. [pode|poderia|consegue] [fazer|obter|conseguir], risco* potencia*, gravidade do impacto`,
	"attack_scenario": `
		scenario* d [attaque|exploitation], scenario de l attaque, +contexte .. [exploite*|exploitation], vecteur* d attaque, +comment .. [exploite*|exploiter|exploitation], conditions d|de exploitation|exploiter, prerequis, methode d exploitation, condition* necessaire* .. exploit*
		escenario* de [ataque|explotacion], vector* de ataque, +como .. [explotar*|explotad*|explota|aprovechar*], condiciones de|para explot*, requisitos previos, condiciones necesarias|previas|requeridas, metodo de explotacion
		scenario|scenari di|d attacco, scenario d attacco, vettore di|d attacco, +come .. [sfruttare|sfruttat*|sfruttabile], condizioni per|di sfrutta*, prerequisiti, modalita di attacco|sfruttamento
		cenario* de [ataque|exploracao], vetor* de ataque, +como .. [explorar*|explorad*], condicoes para|de explor*, pre requisitos, condicoes necessarias|previas, metodo de exploracao`,
	"affected_versions": `
		version|versions [du|de|des|ou|et] [logiciel|la|l] [bibliotheque|application|projet|composant*] [numero] affectee*|concernee*|touchee*|vulnerable*|impactee*|utilisee*|testee*, numero* de version*, +version [du|de|des] [logiciel*|la|l|projet], version|versions et, quelle|quelles version*
		version|versiones [o|de|del] [rama*|software|la|los|producto|aplicacion|proyecto] afectada*|vulnerable*|utilizada*|usada*|probada*|concreta, numero* de version*, version del|de, version|versiones y, que version* [utiliza|usa|utilizas|usas], version que
		versione|versioni [o|del|dei|di|della] [software|prodotto|progetto] interessat*|affett*|vulnerabil*|utilizzat*|usat*|coinvolt*|testat*, versione del|di, numero|numeri di versione|versioni, versione|versioni e, quale|quali versione|versioni, componente e la versione
		versao|versoes [ou|do|da|de] [software|projeto|aplicacao|produto] afetad*|vulnerave*|utilizad*|usad*|impactad*|testad*, numero* da|de versao|versoes, versao do|da|de, versao|versoes e, qual|quais versao|versoes`,
	"affected_versions?": `versiones|versione|versioni|versao|versoes`,
	"environment": `
		environnement*, systeme* d exploitation, plateforme*, navigateur*, materiel, version de [php|python|node|java|votre]
		entorno*, sistema* operativo*, plataforma*, navegador*, en que sistema, version de php|python|node|java
		ambiente, ambienti, sistema operativo, sistemi operativi, piattaforma, piattaforme, browser, versione di php|python|node|java
		ambiente*, sistema* operacional|operacionais|operativo|operativos, plataforma*, navegador*, versao do|de php|python|node|java|sistema`,
	"environment?": `systeme, sistema, os`,
	"logs": `
		journal|journaux, capture*|copie* d ecran, message*|trace* d erreur, trace* d execution|de, log, capture* reseau, sortie* de la console, fichier* de log|journal|logs, enregistrement*, video*
		+registro* [de] [error*|log*|relevante*], captura* de pantalla, mensaje* de error, +traza* [de], capturas, grabacion*, volcado*
		+registri|registro [di|degli|del] [log|errori|sistema], schermate, schermata, screenshot, messaggi|messaggio di|d errore, traccia|tracce dello|di, registrazioni
		registro* de [log*|erro*], captura* de tela|ecra, print* [da|de|do] tela, mensagem|mensagens de erro, rastro*|rastreamento* de pilha, capturas, gravac*`,
	"suggested_fix": `
		+correctif* [suggere*|propose*|possible*|potentiel*|eventuel*], +correction* [suggeree*|proposee*|possible*|eventuelle*], +solution* [suggeree*|proposee*|possible*|potentielle*|temporaire*|eventuelle*|envisage*], +suggestion*|proposition*|idee*|recommandation* [de|pour|d] [correction*|correctif*|solution*|la|le|resoudre|corriger|remediation|mitigation], mesure* d attenuation|de, attenuation*, contournement*, remediation*
		+fix|parche*|arreglo* sugerid*|propuest*|posible*, +correccion* [sugerida*|propuesta*|posible*], +posible*|potencial* solucion*|correccion*|arreglo*|mitigacion*|parche*, solucion* [sugerida*|propuesta*|posible*|potencial*|temporal*], parche* [sugerido*], +sugerencia*|propuesta*|idea*|recomendacion* [de|para|sobre] [correccion|solucion|mitigacion|como|corregir*|solucionar*|resolver*|arreglar*|mitigar*|la], mitigacion*|mitigaciones, medida* de mitigacion, remediacion*, como arreglar*|solucionar*|corregir*, arreglo*
		+correzione|correzioni [suggerit*|propost*|possibil*], +possibil*|potenzial* soluzion*|correzion*|fix|mitigazion*, soluzione|soluzioni [suggerit*|propost*|possibil*|temporane*], eventuale|eventuali fix|soluzion*|correzion*|mitigazion*|patch|suggeriment*|rimed*, +suggeriment*|proposta|proposte|idea|idee [di|per|su] [correzione|soluzione|la|risolvere|una|come|mitigazione], mitigazione|mitigazioni, rimedio|rimedi, come risolver*|corregger*
		+fix|patch sugerid*|propost*|possive*, +correcao|correcoes [sugerid*|propost*|possive*], +possivel|possiveis solucao|solucoes|correcao|correcoes|mitigacao|mitigacoes, solucao|solucoes [sugerid*|propost*|possive*|temporari*], +sugestao|sugestoes|proposta|ideia|recomendacao [de|para|sobre] [correcao|solucao|a|mitigacao|corrigir|resolver|como], mitigacao|mitigacoes, medida* de mitigacao, remediacao, contorno*, como corrigir|resolver`,
	"other_info~":    `autant de|d [details|informations|precisions|elements] que possible, le plus de details|d, tantos detalles como, tanta informacion como, lo mas detallad*, cuantos mas detalles, quante piu informazioni, piu dettagli possibile|possibili, quanti piu dettagli, maggior numero di dettagli|informazioni, tantos detalhes quanto, maximo de [detalhes|informacoes], o maximo possivel de, mais detalhes possive*, tanta informacao quanto`,
	"suggested_fix?": `patch|patchs|patches, fix, solution|solutions, solucion|soluciones, soluzione|soluzioni, solucao|solucoes, correction|corrections, correccion, correzione|correzioni, correcao, suggestions, sugerencias, suggerimenti, sugestoes, correctif|correctifs, recommandations, recomendaciones, recomendacoes`,
	"severity": `
		severite*, gravite*, niveau de gravite|severite|criticite|risque, criticite, score cvss, gravedad, severidad, nivel de gravedad|severidad|riesgo|criticidad, criticidad, puntuacion cvss, gravita, severita, livello di gravita|severita|rischio, criticita, punteggio cvss, gravidade, severidade, nivel de gravidade|severidade|risco, pontuacao cvss`,
	"contact": `
		coordonnees, informations de contact, vos coordonnees, adresse [de] contact|courriel|email|e, comment vous contacter|joindre, moyen de vous contacter|joindre, informacion de contacto, datos de contacto, tus datos, sus datos, como contactar*, medio* de contacto, informazioni di contatto, dati di contatto, contatti, recapiti, tuoi contatti, come contattar*, recapito
		informacoes de contato|contacto, dados de contato|contacto, seus dados|contatos, como contata*|entrar, meios de contato, contato para`,
	"contact?": `contact, contacto, contatto, contato`,
	"reporter_name": `
		votre nom|pseudo*|identite, nom du|de [la] rapporteur|chercheur*|personne, tu nombre, su nombre, nombre del investigador|informante, +nombre [y] [apellido*|alias|afiliacion], il tuo nome, nome del ricercatore|segnalante, tuo nome, vostro nome, seu nome, nome do pesquisador|investigador|relator|autor`,
	"reporter_name?":                  `nom, nombre, nome, pseudonyme, alias`,
	"affiliation":                     `organisation|entreprise|societe [le|si|d|eventuelle], affiliation*, afiliacion, organizacion, empresa, affiliazione, organizzazione, azienda, afiliacao, organizacao, empresa ou`,
	"reporter_name+credit_preference": `[tu|su] nombre para los creditos|agradecimientos, [seu] nome para os creditos|agradecimentos, [votre] nom pour les remerciements|credits`,
	"credit_preference": `
		souhaitez|voulez|desirez [etre] credite*|mentionne*|cite*|remercie*|reconnu*|nomme*, comment .. etre credite*|mentionne*|cite*|nomme*, credit souhaite, +desea|deseas|quiere|quieres|prefiere|prefieres [como] [ser|aparecer|que] [acreditad*|reconocid*|mencionad*|en|figurar|citad*], como .. [quiere|desea|prefiere|quieres] aparecer|figurar|ser, +desideri|vuoi|preferisci [essere] [citat*|menzionat*|riconosciut*|accreditat*|ringraziat*], come .. essere citat*|menzionat*|accreditat*|ringraziat*|nominat*, +deseja|gostaria|quer|prefere [de] [ser] [creditad*|reconhecid*|mencionad*|citad*], como .. [deseja|gostaria|quer|prefere] [de] ser|aparecer, preferencia* de credito*|reconocimiento|reconhecimento`,
	"disclosure_plans": `calendrier de divulgation, projet* de publication|divulgation, plazo* de divulgacion|publicacion, plan* de divulgacion|publicacion, piani di divulgazione|pubblicazione, tempi di divulgazione, prazo* de divulgacao, plano* de divulgacao|publicacao, deja ete divulgu*|publi*, ya [ha|se] [sido] divulgad*|public*, gia stata|stato divulgat*|pubblicat*, ja foi divulgad*|publicad*`,
	"other_info": `
		+toute|autre*|informations|information [autre*|information*] [information*|detail*] [utile*|complementaire*|supplementaire*|pertinente*|additionnelle*] [utile*|pertinente*|complementaire*], autre* information*|detail*|element*, tout* [autre*] element* utile*|pertinent*|complementaire*
		cualquier|otra*|otro* [otra*|otro*] informacion|detalle*|dato* [adicional*|relevante*|util*|que] [relevante*|util*], informacion adicional|complementaria|relevante, detalles adicionales, todo lo que sepas|sepa
		qualsiasi|altra|altre|ogni [altra|altre|altro] informazione|informazioni|dettaglio|dettagli|dato [utile|utili|aggiuntiva|aggiuntive|rilevante|pertinente] [utile], informazioni aggiuntive|utili|supplementari|rilevanti, altri dettagli|dati|elementi, tutto cio che
		qualquer|outras|outra|quaisquer [outra*|outras] informacao|informacoes|detalhe* [adicional|adicionais|relevante*|uti*|que] [relevante*], informacoes adicionais|relevantes|complementares, outros detalhes|dados, detalhes adicionais`,
}

"""The terms of our documents and what they mean in RDF: facts of the specifications.

Decision: no JSON-LD processor. Our documents have closed shapes, so the tables below
say all there is to say: each term with its IRI, how its value is read (``@id``: an
address; ``@vocab``: a term; else the datatype) and whether values stand in a list or
each in a graph of its own. A term that is not here cannot be signed. Tests hold the
tables against the published contexts.

``xsd:dateTime`` and ``xsd:anyURI`` stand as they are: the published contexts use the
prefix without defining it, so it is part of the IRI. Left out on purpose: ``partial``
(its type is read differently by different engines) and ``endorsementJwt`` and ``jti``
(in some copies of the Open Badges context and not in others).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from creditbank.core.errors import BadValueError
from creditbank.core.transcripts.contexts import (
    BADGE_CONTEXTS,
    INNER_CONTEXTS,
    LIST_CONTEXTS,
    OUTER_CONTEXTS,
)

_PREFIXES = {
    "cred": "https://www.w3.org/2018/credentials#",
    "status": "https://www.w3.org/ns/credentials/status#",
    "sec": "https://w3id.org/security#",
    "dc": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "ob": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "clr": "https://purl.imsglobal.org/spec/vc/clr/vocab.html#",
    "vccs": "https://purl.imsglobal.org/spec/vccs/v1p0/context.json#",
    "w3c": "http://www.w3.org/2001/XMLSchema#",
    "w3cs": "https://www.w3.org/2001/XMLSchema#",  # Open Badges writes https
}

# A line without indent: a type, and its IRI; "-": terms that need no type. Under it
# its terms: name, IRI, how the value is read (""), container.
_CREDENTIALS = """
-
  description           schema:description
  name                  schema:name
  digestMultibase       sec:digestMultibase         sec:multibase
  digestSRI             cred:digestSRI              cred:sriString
  mediaType             schema:encodingFormat
VerifiableCredential    cred:VerifiableCredential
  credentialSchema      cred:credentialSchema       @id
  credentialStatus      cred:credentialStatus       @id
  credentialSubject     cred:credentialSubject      @id
  evidence              cred:evidence               @id
  issuer                cred:issuer                 @id
  proof                 sec:proof                   @id     @graph
  relatedResource       cred:relatedResource        @id
  validFrom             cred:validFrom              w3c:dateTime
  validUntil            cred:validUntil             w3c:dateTime
DataIntegrityProof      sec:DataIntegrityProof
  created               dc:created                  w3c:dateTime
  cryptosuite           sec:cryptosuite             sec:cryptosuiteString
  proofPurpose          sec:proofPurpose            @vocab
  proofValue            sec:proofValue              sec:multibase
  verificationMethod    sec:verificationMethod      @id
BitstringStatusListEntry status:BitstringStatusListEntry
  statusListCredential  status:statusListCredential @id
  statusListIndex       status:statusListIndex
  statusPurpose         status:statusPurpose
BitstringStatusListCredential status:BitstringStatusListCredential
BitstringStatusList     status:BitstringStatusList
  encodedList           status:encodedList          sec:multibase
  statusPurpose         status:statusPurpose
  ttl                   status:ttl
"""
_BADGES = """
-
  alignment             ob:alignment
  awardedDate           ob:awardedDate              xsd:dateTime
  inLanguage            schema:inLanguage
  narrative             ob:narrative
  url                   schema:url                  w3cs:anyURI
AchievementCredential   ob:OpenBadgeCredential
OpenBadgeCredential     ob:OpenBadgeCredential
AchievementSubject      ob:AchievementSubject
  achievement           ob:achievement
  activityEndDate       ob:activityEndDate          w3cs:date
  activityStartDate     ob:activityStartDate        w3cs:date
  creditsEarned         ob:creditsEarned            w3cs:float
  identifier            ob:identifier
  licenseNumber         ob:licenseNumber
  result                ob:result
  role                  ob:role
  source                ob:source                   @id
  term                  ob:term
Achievement             ob:Achievement
  achievementType       ob:achievementType
  creator               ob:creator
  creditsAvailable      ob:creditsAvailable         w3cs:float
  criteria              ob:Criteria                 @id
  fieldOfStudy          ob:fieldOfStudy
  humanCode             ob:humanCode
  related               ob:related
  resultDescription     ob:resultDescription
  specialization        ob:specialization
  tag                   schema:keywords
  version               ob:version
Alignment               schema:AlignmentObject
  targetCode            ob:targetCode
  targetDescription     schema:targetDescription
  targetFramework       schema:targetFramework
  targetName            schema:targetName
  targetType            ob:targetType
  targetUrl             schema:targetUrl            w3cs:anyURI
Evidence                ob:Evidence
  audience              schema:audience
  genre                 schema:genre
IdentityObject          ob:IdentityObject
  hashed                ob:hashed                   w3cs:boolean
  identityHash          ob:identityHash
  identityType          ob:identityType
  salt                  ob:salt
Profile                 ob:Profile
  email                 schema:email
  official              ob:official
  parentOrg             ob:parentOrg                @id
  phone                 ob:phone
Related                 ob:Related
  version               ob:version
Result                  ob:Result
  achievedLevel         ob:achievedLevel            w3cs:anyURI
  resultDescription     ob:resultDescription        w3cs:anyURI
  status                ob:status
  value                 schema:value
ResultDescription       ob:ResultDescription
  allowedValue          ob:allowedValue             ""      @list
  requiredLevel         ob:requiredLevel            w3cs:anyURI
  requiredValue         ob:requiredValue
  resultType            ob:resultType
  valueMax              ob:valueMax
  valueMin              ob:valueMin
"""
_EXTENSIONS = """
1EdTechJsonSchemaValidator2019 vccs:1EdTechJsonSchemaValidator2019
"""
_RECORDS = """
ClrCredential           clr:ClrCredential
ClrSubject              clr:ClrSubject
  achievement           clr:achievement             ob:Achievement
  association           clr:association             clr:Association
  identifier            clr:identifier-1            ob:Identifier
  verifiableCredential  clr:verifiableCredential    cred:verifiableCredential
Association             clr:Association
  associationType       clr:AssociationType
  sourceId              clr:sourceId                xsd:anyURI
  targetId              clr:targetId                xsd:anyURI
"""

VOCABULARY = {"assertionMethod": "<https://w3id.org/security#assertionMethod>"}


@dataclass(frozen=True)
class Term:
    """One term: its predicate, and how its values are read."""

    predicate: str
    reading: str  # "", "@id", "@vocab", or ^^<datatype>
    container: str  # "", "@list" or "@graph"


Terms = Mapping[str, Term]


@dataclass(frozen=True)
class Vocabulary:
    """The types and terms that one list of contexts defines."""

    types: Mapping[str, str]  # type -> <IRI>
    scopes: Mapping[str, Terms]  # type -> the terms it brings; "-": those of all

    def terms(self, *types: str) -> Terms:
        """Give the terms of a node of these types; raises for an unknown type."""
        found = dict(self.scopes["-"])
        for one in types:
            if one not in self.types:
                raise BadValueError("rdf", one[:80])
            found.update(self.scopes[one])
        return found


def vocabulary(contexts: tuple[str, ...]) -> Vocabulary:
    """Give what these contexts define; raises BadValueError for other contexts."""
    tables = _TABLES.get(contexts)
    if tables is None:
        raise BadValueError("rdf", "contexts that are not ours")
    return _vocabulary(tables)


_TABLES = {
    LIST_CONTEXTS: (_CREDENTIALS,),
    BADGE_CONTEXTS: (_CREDENTIALS, _BADGES),
    INNER_CONTEXTS: (_CREDENTIALS, _BADGES, _EXTENSIONS),
    OUTER_CONTEXTS: (_CREDENTIALS, _BADGES, _EXTENSIONS, _RECORDS),
}


@cache
def _vocabulary(tables: tuple[str, ...]) -> Vocabulary:
    types: dict[str, str] = {}
    scopes: dict[str, dict[str, Term]] = {"-": {}}
    scope = ""
    for line in (line for table in tables for line in table.splitlines() if line):
        words = line.split()
        if line.startswith(" "):
            scopes[scope][words[0]] = _term(*words[1:])
            continue
        scope = words[0]
        scopes.setdefault(scope, {})
        types.update({scope: _iri(words[1])} if scope != "-" else {})
    return Vocabulary(types, scopes)


def _term(predicate: str, reading: str = "", container: str = "") -> Term:
    read = reading.strip('"')
    if read and not read.startswith("@"):
        read = "^^" + _iri(read)
    return Term(_iri(predicate), read, container)


def _iri(text: str) -> str:
    prefix, _, name = text.partition(":")
    return f"<{_PREFIXES.get(prefix, prefix + ':')}{name}>"

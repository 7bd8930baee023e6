// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {AccessManaged} from "@openzeppelin/contracts/access/manager/AccessManaged.sol";
import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {AuditLog} from "../audit/AuditLog.sol";
import {ContributionCredits} from "../credits/ContributionCredits.sol";
import {IContributorRoll} from "../governance/IContributorRoll.sol";
import {IIdentityRegistry} from "../identity/IIdentityRegistry.sol";
import {IOperatorRegistry} from "../identity/IOperatorRegistry.sol";
import {IModelRegistry} from "../models/IModelRegistry.sol";
import {Beacon} from "../work/Beacon.sol";
import {ISpotCheck} from "../work/ISpotCheck.sol";
import {Docket} from "./Docket.sol";
import {Filings} from "./Filings.sol";
import {IDisputeCourt} from "./IDisputeCourt.sol";
import {IStewardshipBoard} from "./IStewardshipBoard.sol";
import {Naming} from "./Naming.sol";
import {Panels} from "./Panels.sol";
import {Remedies} from "./Remedies.sol";
import {Sortition} from "./Sortition.sol";

/// @notice Cases from filing to execution. `Docket` holds the state machine.
contract DisputeCourt is IDisputeCourt, AccessManaged {
    using Docket for Docket.Book;
    using Filings for Docket.Book;
    using Naming for Docket.Book;
    using Panels for Docket.Book;
    using Remedies for Docket.Book;
    using Sortition for Docket.Book;

    uint8 private constant PERSON = 1;
    uint256 private constant STEWARDSHIP = 2;
    uint48 private constant LONGEST_INTERIM = 21 days;
    uint8 private constant LARGEST_PANEL = 31;

    ContributionCredits private immutable _CREDITS;
    IGovernor private immutable _GOVERNOR;
    AuditLog private immutable _AUDIT;

    Docket.Book private _book;

    constructor(
        address authority,
        IIdentityRegistry identities,
        IOperatorRegistry operators,
        IStewardshipBoard board,
        ContributionCredits credits,
        ISpotCheck spotCheck,
        IModelRegistry models,
        Beacon beacon,
        IGovernor governor,
        AuditLog audit,
        Settings memory settings_
    ) AccessManaged(authority) {
        // The round that gives a seed begins up to a round after the draw does, and lasts another.
        if (settings_.drawPeriod <= 2 * beacon.roundLength() || !_areValid(settings_)) revert CourtSettingsInvalid();
        _CREDITS = credits;
        _GOVERNOR = governor;
        _AUDIT = audit;
        IContributorRoll roll = identities.roll();
        _book.domains = Docket.Domains(identities, roll, operators, board, spotCheck, models, beacon);
        _book.settings = settings_;
    }

    function file(Filing calldata filing, bytes32 evidence, string calldata uri) external returns (uint256 caseId) {
        uint256 filerId = _memberOf(msg.sender);
        bool weighty = _book.check(filerId, filing);
        return _book.file(filerId, weighty, filing, evidence, uri);
    }

    function sponsor(uint256 caseId) external {
        uint256 sponsorId = _memberOf(msg.sender);
        if (_book.domains.identities.kindOf(sponsorId) == PERSON && !_book.domains.roll.hasVoice(sponsorId))
            revert VoiceMissing(sponsorId);
        _book.sponsor(caseId, sponsorId);
    }

    function giveEvidence(uint256 caseId, bytes32 evidence, string calldata uri) external {
        _book.giveEvidence(caseId, _identityOf(msg.sender), evidence, uri);
    }

    function settle(uint256 caseId) external {
        _book.settle(caseId, _identityOf(msg.sender));
    }

    function draw(uint256 caseId) external {
        _book.requirePhase(caseId, Phase.Drawing);
        _book.renew(caseId);
        _book.draw(caseId);
    }

    function commit(uint256 caseId, bytes32 commitment) external {
        uint256 jurorId = _memberOf(msg.sender);
        _book.join(caseId, jurorId);
        _book.commit(caseId, jurorId, commitment);
    }

    function reveal(uint256 caseId, uint8 vote, bytes32 salt) external {
        uint256 jurorId = _identityOf(msg.sender);
        _book.reveal(caseId, jurorId, vote, salt);
        uint256 amount = _book.settings.jurorCredit;
        if (amount == 0) return;
        // A ceiling of credits must not silence a juror.
        try _CREDITS.mint(jurorId, STEWARDSHIP, amount, bytes32(caseId)) {
            return;
        } catch {
            emit ServiceUncredited(caseId, jurorId, amount);
        }
    }

    function freeze(uint256 caseId) external {
        if (_book.freeze(caseId, _memberOf(msg.sender))) _record("court.freeze", caseId, "most of a sitting panel");
    }

    function appeal(uint256 caseId) external {
        _book.appeal(caseId, _identityOf(msg.sender));
    }

    function askChambers(uint256 caseId) external returns (uint256 proposalId) {
        _book.requirePhase(caseId, Phase.Chambers);
        if (_book.cases[caseId].asked) revert AlreadyAsked(caseId);
        _book.cases[caseId].asked = true;
        address[] memory targets = new address[](1);
        targets[0] = address(this);
        bytes[] memory calls = new bytes[](1);
        calls[0] = abi.encodeCall(this.resolveByChambers, (caseId, true));
        // Nobody else can propose, and so cancel, what ends like this.
        string memory own = string.concat("#proposer=", Strings.toHexString(address(this)));
        string memory description = string.concat("Uphold case ", Strings.toString(caseId), own);
        proposalId = _GOVERNOR.propose(targets, new uint256[](1), calls, description);
        emit ChambersAsked(caseId, proposalId);
    }

    function resolveByChambers(uint256 caseId, bool upheld) external restricted {
        _book.requirePhase(caseId, Phase.Chambers);
        uint8 ruling = upheld ? Docket.UPHOLD : Docket.REJECT;
        _book.cases[caseId].chamberRuling = ruling;
        _book.cases[caseId].resolvedAt = uint48(block.timestamp);
        emit ChambersResolved(caseId, ruling);
    }

    function execute(uint256 caseId) external {
        _book.requirePhase(caseId, Phase.Final);
        Case storage record = _book.cases[caseId];
        record.executed = true;
        emit RulingExecuted(caseId, record.filing.remedy);
        bool silent = record.weighty && record.chamberRuling == 0;
        _record("court.execute", caseId, silent ? "upheld by a panel, the chambers silent" : "upheld");
        _book.run(caseId);
    }

    function barFiler(uint256 caseId) external {
        Position memory position = _book.positionOf(caseId);
        uint256 filerId = _book.cases[caseId].filerId;
        uint48 until = position.finalAt + _book.settings.filingBar;
        bool frivolous = position.finalAt != 0 && position.ruling == Docket.FRIVOLOUS;
        if (!frivolous || until <= _book.barredUntil[filerId]) revert NotBarrable(caseId, position.ruling);
        _book.barredUntil[filerId] = until;
        emit FilingBarred(filerId, caseId, until);
    }

    function positionOf(uint256 caseId) external view returns (Position memory) {
        return _book.positionOf(caseId);
    }

    function caseOf(uint256 caseId) external view returns (Case memory) {
        return _book.cases[caseId];
    }

    function panelOf(uint256 caseId, uint8 round) external view returns (Panel memory) {
        return _book.panels[Docket.keyOf(caseId, round)];
    }

    function jurorsOf(uint256 caseId, uint8 round) external view returns (uint256[] memory) {
        return _book.seats[Docket.keyOf(caseId, round)];
    }

    function jurorOf(uint256 caseId, uint256 identityId) external view returns (Juror memory) {
        return _book.jurors[caseId][identityId];
    }

    function frozenUntil(uint8 subjectKind, bytes32 subject) external view returns (uint48) {
        return _book.frozenUntil(subjectKind, subject);
    }

    function isHeld(uint256 operatorId) external view returns (bool) {
        return _book.isListed(Docket.OPERATOR, operatorId, Docket.SLASH);
    }

    function isNamed(uint256 operatorId) external view returns (bool) {
        return _isNamed(Docket.OPERATOR, operatorId);
    }

    function isModelNamed(uint256 modelId) external view returns (bool) {
        return _isNamed(Docket.MODEL, modelId);
    }

    function count() external view returns (uint256) {
        return _book.count;
    }

    function settings() external view returns (Settings memory) {
        return _book.settings;
    }

    function _record(bytes32 act, uint256 caseId, string memory reason) private {
        _AUDIT.record(act, _book.cases[caseId].filing.subject, caseId, reason);
    }

    function _isNamed(uint8 kind, uint256 subject) private view returns (bool) {
        return _book.isListed(kind, subject, 0) || _book.frozenUntil(kind, bytes32(subject)) != 0;
    }

    function _memberOf(address account) private view returns (uint256 identityId) {
        bool active;
        (identityId, active) = _book.domains.identities.standing(account);
        if (!active) revert NotCourtMember(account);
    }

    /// @dev A suspended party still answers, and a juror suspended after its commitment still opens it.
    function _identityOf(address account) private view returns (uint256 identityId) {
        identityId = _book.domains.identities.identityOf(account);
        if (identityId == 0) revert NotCourtMember(account);
    }

    function _areValid(Settings memory all) private pure returns (bool) {
        bool before = all.sponsorPeriod != 0 && all.conciliationPeriod != 0 && all.drawPeriod != 0;
        bool sitting = all.commitPeriod != 0 && all.revealPeriod != 0 && all.appealPeriod != 0;
        bool afterwards = all.chamberPeriod != 0 && all.executionPeriod != 0 && all.filingBar != 0;
        bool interim = all.maxInterim != 0 && all.maxInterim <= LONGEST_INTERIM && all.panelPower < all.expulsionFrom;
        bool panel = all.panelSize % 2 == 1 && all.panelSize <= LARGEST_PANEL && all.tries != 0;
        bool larger = all.appealSize > all.panelSize && all.appealSize % 2 == 1 && all.appealSize <= LARGEST_PANEL;
        return before && sitting && afterwards && interim && panel && (larger || all.appealSize == 0);
    }
}

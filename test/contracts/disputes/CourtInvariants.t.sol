// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICourtRecord} from "../../../contracts/disputes/ICourtRecord.sol";
import {CourtCase} from "./CourtCase.sol";

/// @notice Takes random cases through every phase; `advance` does what the phase of a case waits for.
contract CourtHandler is CourtCase {
    mapping(uint256 caseId => uint256) public executions;
    bool public executedUnfairly;
    bool public frozenTooLong;
    uint256 public deepest;
    uint256 public takenByPanels;

    constructor() {
        setUp();
        for (uint256 id = 5; id <= 40; ++id) if (id % 3 == 0) acts.setGroup(id, bytes32(1 + (id % 9)));
        acts.setModel(9, RESPONDENT);
    }

    function file(uint256 kind) external {
        if (court.count() >= 6) return;
        uint8 remedy = uint8(kind % 6);
        uint256[6] memory values = [uint256(0), kind % 2 == 0 ? 100 : 9_500, 500, 0, 2, 0];
        _fileAs(
            10 + court.count(),
            ICourtRecord.Filing(
                remedy == 5 ? 0 : uint64(RESPONDENT),
                uint8(kind % 7),
                remedy,
                remedy == 4 ? 1 : 0,
                bytes32(uint256(9)),
                values[remedy]
            )
        );
        _sponsor(court.count());
    }

    function advance(uint256 which, uint256 votes) external {
        uint256 id = _bound(which, 1, court.count());
        ICourtRecord.Phase phase = _phase(id);
        if (phase == ICourtRecord.Phase.Drawing) _seatPanel(id);
        else if (phase == ICourtRecord.Phase.Committing) _vote(id, votes % 4, (votes / 4) % 3, (votes / 16) % 4);
        else if (phase == ICourtRecord.Phase.Ruled && votes % 2 == 0) this.appeal(id, votes);
        else if (phase == ICourtRecord.Phase.Chambers && votes % 3 == 0) this.resolve(id, votes % 2 == 0);
        else if (phase == ICourtRecord.Phase.Final && votes % 4 != 0) this.execute(id);
        else if (court.positionOf(id).ends != 0) vm.warp(court.positionOf(id).ends);
        uint256 reached = uint256(_phase(id)) + 10 * uint256(court.caseOf(id).round);
        if (reached > deepest) deepest = reached;
    }

    function draw(uint256 which, uint256 blocks) external {
        _wait(blocks % 30);
        court.draw(_bound(which, 1, court.count()));
    }

    function freeze(uint256 which, uint256 seat) external {
        uint256 id = _bound(which, 1, court.count());
        uint256[] memory jurors = court.jurorsOf(id, court.caseOf(id).round);
        uint48 before = court.caseOf(id).frozenUntil;
        _as(jurors[seat % jurors.length]);
        court.freeze(id);
        uint48 until = court.caseOf(id).frozenUntil;
        if (until > block.timestamp + INTERIM || (before != 0 && until != before)) frozenTooLong = true;
    }

    function settle(uint256 which, uint256 who) external {
        _as(who % 3 == 0 ? 10 + (who % 6) : 1 + (who % 3));
        court.settle(_bound(which, 1, court.count()));
    }

    function appeal(uint256 which, uint256 who) external {
        _as(who % 3 == 0 ? 10 + (who % 6) : 1 + (who % 3));
        court.appeal(_bound(which, 1, court.count()));
    }

    function resolve(uint256 which, bool upheld) external {
        vm.prank(CHAMBERS);
        court.resolveByChambers(_bound(which, 1, court.count()), upheld);
    }

    function execute(uint256 which) external {
        uint256 id = _bound(which, 1, court.count());
        ICourtRecord.Position memory before = court.positionOf(id);
        court.execute(id);
        ++executions[id];
        ICourtRecord.Case memory record = court.caseOf(id);
        if (record.filing.remedy == 1 && record.chamberRuling != 1) {
            takenByPanels += members.suspendedUntil() - block.timestamp;
        }
        bool fair = before.finalAt != 0 && before.finalAt <= block.timestamp && before.ruling == 1;
        if (!fair || before.phase != ICourtRecord.Phase.Final) executedUnfairly = true;
    }

    function barFiler(uint256 which) external {
        court.barFiler(_bound(which, 1, court.count()));
    }

    function toggle(uint256 who, bool active) external {
        members.setActive(5 + (who % 36), active || who % 3 != 0);
    }

    function refuse(bool refusing) external {
        acts.setRefuses(refusing);
    }

    function wait_(uint256 time) external {
        _wait(time % 120);
    }

    function everyExecutionIsRecordedOnce() external view returns (bool) {
        for (uint256 id = 1; id <= court.count(); ++id) {
            if (executions[id] > 1 || court.caseOf(id).executed != (executions[id] == 1)) return false;
            bool upheld = court.positionOf(id).finalAt != 0 && court.positionOf(id).ruling == 1;
            if (executions[id] == 1 && !upheld) return false;
        }
        return true;
    }

    function everyPanelIsImpartial() external view returns (bool) {
        for (uint256 id = 1; id <= court.count(); ++id) {
            for (uint8 round = 1; round <= court.caseOf(id).round; ++round) {
                ICourtRecord.Case memory record = court.caseOf(id);
                uint256[] memory jurors = court.jurorsOf(id, round);
                if (!_isImpartial(jurors, record.filerId, record.filing.respondentId)) return false;
                for (uint256 i = 0; i < jurors.length; ++i) if (sponsoredBy[id][jurors[i]]) return false;
            }
        }
        return true;
    }

    function everyCountFits() external view returns (bool) {
        for (uint256 id = 1; id <= court.count(); ++id) {
            ICourtRecord.Case memory record = court.caseOf(id);
            if (record.level > 2 || record.round > 4) return false;
            for (uint8 round = 1; round <= record.round; ++round) {
                ICourtRecord.Panel memory panel = court.panelOf(id, round);
                uint256 votes = uint256(panel.upholds) + panel.rejects + panel.frivolous;
                if (votes > panel.seated || panel.freezes > panel.seated || panel.seated > panel.size) return false;
                if (court.jurorsOf(id, round).length != panel.seated) return false;
            }
        }
        return true;
    }

    function everyPhaseEnds() external view returns (bool) {
        for (uint256 id = 1; id <= court.count(); ++id) {
            ICourtRecord.Position memory position = court.positionOf(id);
            bool over = position.phase == ICourtRecord.Phase.Closed;
            if (over ? position.ends != 0 : position.ends <= block.timestamp) return false;
            if (position.phase == ICourtRecord.Phase.Final && position.ruling != 1) return false;
            uint48 frozen = court.frozenUntil(court.caseOf(id).filing.subjectKind, court.caseOf(id).filing.subject);
            if (frozen > block.timestamp + INTERIM) return false;
        }
        return true;
    }

    /// Stakes, work and models are held exactly while a sponsored case about them is open, or a freeze runs.
    function everyHoldHasItsCase() external view returns (bool) {
        bool slash;
        bool named;
        bool marked;
        for (uint256 id = 1; id <= court.count(); ++id) {
            uint8 remedy = court.caseOf(id).filing.remedy;
            ICourtRecord.Phase phase = _phase(id);
            if (phase <= ICourtRecord.Phase.Sponsoring || phase == ICourtRecord.Phase.Closed) continue;
            if (remedy == 2) slash = true;
            if (remedy == 2 || remedy == 3) named = true;
            if (remedy == 4) marked = true;
        }
        bool frozen = court.frozenUntil(1, bytes32(uint256(9))) != 0;
        bool work = court.isHeld(RESPONDENT) == slash && court.isNamed(RESPONDENT) == named;
        return work && court.isModelNamed(9) == (marked || frozen) && !court.isHeld(FILER);
    }

    /// Panels together never take more of one person than their power in three years.
    function panelsKeepToTheirPower() external view returns (bool) {
        return takenByPanels <= POWER;
    }

    function _isImpartial(uint256[] memory jurors, uint256 filerId, uint256 respondentId) private view returns (bool) {
        for (uint256 i = 0; i < jurors.length; ++i) {
            if (jurors[i] == filerId || jurors[i] == respondentId) return false;
            bytes32 group = acts.groupOf(jurors[i]);
            if (jurors[i] > 40 || (group == GROUP_A && respondentId != 0)) return false;
            if (group != 0 && group == acts.groupOf(filerId)) return false;
            for (uint256 j = 0; j < i; ++j) {
                if (jurors[i] == jurors[j]) return false;
                if (group != 0 && group == acts.groupOf(jurors[j])) return false;
            }
        }
        return true;
    }
}

contract CourtInvariantTest {
    CourtHandler private _handler;

    function setUp() public {
        _handler = new CourtHandler();
    }

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(_handler);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        bytes4[] memory selectors = new bytes4[](12);
        selectors[0] = CourtHandler.file.selector;
        selectors[1] = CourtHandler.advance.selector;
        selectors[2] = CourtHandler.draw.selector;
        selectors[3] = CourtHandler.freeze.selector;
        selectors[4] = CourtHandler.settle.selector;
        selectors[5] = CourtHandler.appeal.selector;
        selectors[6] = CourtHandler.resolve.selector;
        selectors[7] = CourtHandler.execute.selector;
        selectors[8] = CourtHandler.barFiler.selector;
        selectors[9] = CourtHandler.toggle.selector;
        selectors[10] = CourtHandler.refuse.selector;
        selectors[11] = CourtHandler.wait_.selector;
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(_handler), selectors);
    }

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function invariant_aRulingIsExecutedOnceAndOnlyWhenFinal() public view {
        assert(!_handler.executedUnfairly());
        assert(_handler.everyExecutionIsRecordedOnce());
    }

    function invariant_partiesAndGroupsNeverJudge() public view {
        assert(_handler.everyPanelIsImpartial());
    }

    function invariant_votesFitTheirPanels() public view {
        assert(_handler.everyCountFits());
    }

    function invariant_holdsLastAsLongAsTheirCases() public view {
        assert(_handler.everyHoldHasItsCase());
        assert(_handler.panelsKeepToTheirPower());
    }

    function invariant_phasesAndMeasuresEnd() public view {
        assert(_handler.everyPhaseEnds());
        assert(!_handler.frozenTooLong());
    }
}

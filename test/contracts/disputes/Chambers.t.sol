// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {ICourtRecord} from "../../../contracts/disputes/ICourtRecord.sol";
import {IDisputeCourt} from "../../../contracts/disputes/IDisputeCourt.sol";
import {CourtCase} from "./CourtCase.sol";

contract ChambersTest is CourtCase {
    bytes32 private constant MODEL = bytes32(uint256(9));

    function test_theChambersDecideAMarkedModel() public {
        uint256 id = _constitutional();
        uint48 ends = court.positionOf(id).ends;
        assert(_phase(id) == ICourtRecord.Phase.Chambers && ends == block.timestamp + CHAMBER);
        assert(court.positionOf(id).finalAt == 0);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Chambers));
        court.execute(id);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this)));
        court.resolveByChambers(id, false);
        vm.warp(ends - 1);
        vm.expectEmit(address(court));
        emit IDisputeCourt.ChambersResolved(id, 2);
        _resolve(id, false);
        ICourtRecord.Position memory position = court.positionOf(id);
        assert(position.phase == ICourtRecord.Phase.Final && position.ruling == 2);
        assert(position.finalAt == block.timestamp);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Final));
        _resolve(id, true);
    }

    function test_theChambersMayUphold() public {
        uint256 id = _constitutional();
        vm.expectEmit(address(court));
        emit IDisputeCourt.ChambersResolved(id, 1);
        _resolve(id, true);
        assert(court.positionOf(id).ruling == 1 && court.caseOf(id).chamberRuling == 1);
        court.execute(id);
        assert(acts.acts() == 1);
    }

    function test_whenTheChambersDoNothingThePanelsRulingStands() public {
        uint256 id = _constitutional();
        _wait(CHAMBER);
        assert(_phase(id) == ICourtRecord.Phase.Final && court.positionOf(id).ruling == 1);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Final));
        _resolve(id, false);
        court.execute(id);
    }

    function test_aLongSuspensionIsAnExpulsion() public {
        uint256 id = _ruled(ICourtRecord.Filing(2, 0, 1, 0, 0, 8_999), 3, 0, 0);
        _wait(APPEAL);
        assert(_phase(id) == ICourtRecord.Phase.Final);
        id = _ruled(ICourtRecord.Filing(2, 0, 1, 0, 0, 9_000), 3, 0, 0);
        _wait(APPEAL);
        assert(_phase(id) == ICourtRecord.Phase.Chambers);
    }

    function test_aRejectedExpulsionDoesNotReachTheChambers() public {
        uint256 id = _ruled(ICourtRecord.Filing(2, 0, 1, 0, 0, 9_000), 0, 3, 0);
        _wait(APPEAL);
        assert(_phase(id) == ICourtRecord.Phase.Final && court.positionOf(id).ruling == 2);
        vm.expectRevert(_wrong(id, ICourtRecord.Phase.Final));
        _resolve(id, true);
    }

    function test_anAppealedExpulsionReachesTheChambersOnce() public {
        uint256 id = _ruled(ICourtRecord.Filing(2, 0, 1, 0, 0, 9_000), 3, 0, 0);
        _as(RESPONDENT);
        court.appeal(id);
        _seatPanel(id);
        _vote(id, 7, 0, 0);
        assert(_phase(id) == ICourtRecord.Phase.Chambers);
        _wait(CHAMBER);
        assert(_phase(id) == ICourtRecord.Phase.Final && court.positionOf(id).finalAt == block.timestamp);
    }

    function _constitutional() private returns (uint256 id) {
        acts.setModel(9, RESPONDENT);
        id = _ruled(ICourtRecord.Filing(2, 6, 4, 1, MODEL, 2), 3, 0, 0);
        _wait(APPEAL);
    }

    function _resolve(uint256 id, bool upheld) private {
        vm.prank(CHAMBERS);
        court.resolveByChambers(id, upheld);
    }

    function _wrong(uint256 id, ICourtRecord.Phase phase) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IDisputeCourt.WrongPhase.selector, id, phase);
    }
}
